import { type CredentialResult, remainsAfter } from '../../domain/credential-result.ts';
import type { Credential } from '../../domain/credentials.ts';
import { actionOf, type CredentialDecision, resultWithoutRemoval } from '../../domain/decision.ts';
import { describeLateness } from '../../domain/event-lateness.ts';
import { firstEventIn, foundBy } from '../../domain/found-by.ts';
import { lostEventsAfter } from '../../domain/lost-events.ts';
import {
  guardedPasswordAfter,
  incidentAfter,
  isFullyKnown,
  isPasswordWithoutMfa,
  isUnchanged,
  type LastEvent,
  type OpenEnforcement,
  type Posture,
  violationsIn,
} from '../../domain/posture.ts';
import { describeEvent, type Trigger } from '../../domain/trigger.ts';
import { type Finding, violationFinding } from '../notify/findings.ts';
import type { AuditContext } from './audit-context.ts';

export interface Found {
  readonly state: Posture['state'];
  readonly results: readonly CredentialResult[];
  /** False where the account could not be read, and the results are those of before. */
  readonly wasRead?: false;
}

/** @param auditedAt when `found` was read; by default the `readAt` of the audit */
export function postureOf(
  { account, triggers, readAt, sessionOpenedAt }: AuditContext,
  previous: Posture | undefined,
  found: Found,
  auditedAt = readAt,
): Posture {
  const wasRead = found.wasRead !== false && found.state !== 'skipped';
  const lostEvents = lostEventsAfter(previous, {
    triggers,
    credentials: found.results.map(({ credential }) => credential),
    sessionOpenedAt: found.wasRead === false ? undefined : sessionOpenedAt,
    joinedAt: account.joinedAt,
  });
  return {
    account: account.id,
    name: account.name,
    accountState: account.state,
    organizationalUnits: account.organizationalUnits,
    state: found.state,
    credentials: found.results,
    failure: undefined,
    auditedAt,
    sessionOpenedAt,
    changedAt: previous && !isChange(previous, found) ? previous.changedAt : auditedAt,
    foundBy: foundBy(triggers),
    lastEvent: lastEventOf(triggers, auditedAt) ?? previous?.lastEvent,
    ...(lostEvents.length > 0 && { lostEvents }),
    guardedPassword: wasRead
      ? guardedPasswordAfter(previous?.guardedPassword, found.results)
      : previous?.guardedPassword,
    incident: wasRead ? incidentAfter(previous, found.state, found.results) : previous?.incident,
  };
}

function lastEventOf(triggers: readonly Trigger[], auditedAt: Date): LastEvent | undefined {
  const event = firstEventIn(triggers);
  if (event === undefined) return undefined;
  const lateness = describeLateness(event);
  return { event: describeEvent(event), auditedAt, ...(lateness !== undefined && { lateness }) };
}

export function keptOrWithheld(decision: CredentialDecision): CredentialResult {
  const { credential, reason, exceptionId } = decision;
  return { credential, result: resultWithoutRemoval(actionOf(decision)), reason, exceptionId };
}

/** Unapproved credentials that stay until somebody acts, if there are any. */
export function violationIn(
  { account: id, name, credentials, incident }: Posture,
  triggers?: readonly Trigger[],
): Finding | undefined {
  const violations = violationsIn(credentials);
  if (violations.length === 0) return undefined;
  const isWithoutMfa = isPasswordWithoutMfa(credentials);
  return violationFinding({ id, name }, violations, { triggers, isWithoutMfa, incidentId: incident?.id });
}

/** Whether the state or the remaining credentials differ. Removed ones are not compared, as later audits do not show them. */
export function isChange(previous: Posture | undefined, found: Found): boolean {
  const remaining = (results: readonly CredentialResult[]) =>
    results
      .filter(remainsAfter)
      .map(({ credential, result, reason }) => `${credential.kind} ${credential.id} ${result} ${reason}`)
      .sort()
      .join();
  return previous?.state !== found.state || remaining(previous.credentials) !== remaining(found.results);
}

/** Whether all credentials of an enforcement are still listed, so that it has removed nothing as far as IAM shows. */
export function removedNothingYet(enforcement: OpenEnforcement, seen: readonly Credential[]): boolean {
  return isFullyKnown(enforcement) && removedSince(enforcement.credentials, seen).length === 0;
}

/** Credentials that were there before and are no longer listed. */
export function removedSince(
  before: readonly Credential[],
  seen: readonly Credential[],
): readonly Credential[] {
  return before.filter((credential) => !seen.some((one) => isUnchanged(one, credential)));
}
