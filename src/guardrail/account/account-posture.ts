import type { MemberAccount } from '../../domain/account.ts';
import { type CredentialResult, remainsAfter } from '../../domain/credential-result.ts';
import type { Credential } from '../../domain/credentials.ts';
import { actionOf, type CredentialDecision, resultWithoutRemoval } from '../../domain/decision.ts';
import { describeLateness } from '../../domain/event-lateness.ts';
import { firstEventIn, foundBy } from '../../domain/found-by.ts';
import { lostEventsAfter, newlyLost } from '../../domain/lost-events.ts';
import {
  isFullyKnown,
  isUnchanged,
  isViolation,
  type LastEvent,
  type OpenEnforcement,
  type Posture,
} from '../../domain/posture.ts';
import type { ReasonKey } from '../../domain/reasons.ts';
import { describeEvent, type Trigger } from '../../domain/trigger.ts';
import { type Finding, violationFinding } from '../notify/findings.ts';
import { elapsedMs } from '../ports/platform.ts';
import type { EnforcementChanges } from '../ports/posture.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';
import { expectedHeartbeat } from './expected-heartbeat.ts';

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
  const lostEvents = lostEventsAfter(previous, {
    triggers,
    credentials: found.results.map(({ credential }) => credential),
    sessionOpenedAt: found.wasRead === false ? undefined : sessionOpenedAt,
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

/** Temporary reasons: the account is audited again within minutes. */
const TEMPORARY_REASONS: readonly ReasonKey[] = [
  'exceptions-unreadable',
  'password-may-appear',
  'removed-elsewhere',
];

/** Unapproved credentials that stay until somebody acts, if there are any. */
export function violationIn(
  account: Pick<MemberAccount, 'id' | 'name'>,
  results: readonly CredentialResult[],
  triggers?: readonly Trigger[],
): Finding | undefined {
  const violations = results.filter(
    ({ result, reason }) =>
      (result === 'withheld' && !TEMPORARY_REASONS.includes(reason)) || reason === 'mfa-lost',
  );
  return violations.length === 0 ? undefined : violationFinding(account, violations, triggers);
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

export interface RecordedAudit {
  readonly posture: Posture;
  /** A concurrent run recorded something else, so another audit has to show which is true. */
  readonly conflictsWithConcurrentRun: boolean;
}

/** Stores what an audit or an enforcement found, and emits its log line and metrics. */
export async function recordAudited(
  deps: GuardDependencies,
  context: AuditContext,
  posture: Posture,
  revision: number,
  changes?: EnforcementChanges,
): Promise<RecordedAudit> {
  const { startedAt, known } = context;
  const heartbeat = expectedHeartbeat(deps, context);
  const recorded = await deps.posture.record(posture, revision, {
    ...changes,
    ...(heartbeat !== undefined && { heartbeat }),
  });
  const count = (result: CredentialResult['result']) =>
    posture.credentials.filter((credential) => credential.result === result).length;
  deps.telemetry.log('account-audited', {
    account: posture.account,
    state: posture.state,
    trigger: posture.foundBy,
    failure: posture.failure,
    durationMs: elapsedMs(startedAt, deps.clock),
  });
  if (recorded === 'recorded') reportLostEvents(deps, known.posture, posture);
  deps.telemetry.count('AccountsAudited', 1);
  deps.telemetry.count('CredentialsExcepted', count('kept'));
  deps.telemetry.count('CredentialsWithheld', count('withheld'));
  deps.telemetry.count('ViolationsFound', posture.credentials.filter(isViolation).length);
  return {
    posture,
    conflictsWithConcurrentRun: recorded === 'superseded' && (await isStoredDifferently(deps, posture)),
  };
}

function reportLostEvents(
  { telemetry }: Pick<GuardDependencies, 'telemetry'>,
  previous: Posture | undefined,
  { account, lostEvents }: Posture,
): void {
  const lost = newlyLost(previous?.lostEvents, lostEvents);
  telemetry.count('EventsLost', lost.length);
  if (lost.length === 0) return;
  const lostEventTexts = lost.map(({ kind, id, at }) => `${kind} ${id} of ${at.toISOString()}`);
  telemetry.log('events-lost', { account, lostEvents: lostEventTexts });
}

async function isStoredDifferently(deps: GuardDependencies, found: Posture): Promise<boolean> {
  const stored = await deps.posture.read(found.account);
  return isChange(stored?.posture, { state: found.state, results: found.credentials });
}
