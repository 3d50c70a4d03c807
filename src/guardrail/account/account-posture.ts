import type { MemberAccount } from '../../domain/account.ts';
import type { Credential } from '../../domain/credentials.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import { type CredentialResult, remainsAfter } from '../../domain/ledger-entry.ts';
import { isUnchanged, type LastEvent, type OpenEnforcement, type Posture } from '../../domain/posture.ts';
import type { ReasonKey } from '../../domain/reasons.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { EnforcementChanges, RevisedPosture } from '../ports/records.ts';
import { elapsedMs } from '../telemetry/elapsed.ts';
import type { GuardDependencies } from './dependencies.ts';

/** The account at hand while it is guarded. */
export interface AuditContext {
  readonly account: MemberAccount;
  readonly triggers: readonly Trigger[];
  /** When work on it began. */
  readonly startedAt: Date;
  /** Just before the account was read: what was recorded later than that is newer knowledge. */
  readonly readAt: Date;
  /** By AWS's clock; left out where no session was opened. */
  readonly sessionOpenedAt?: Date | undefined;
  /** What was stored before the account was read, and the revision of what is found; drawn once. */
  readonly known: () => Promise<RevisedPosture>;
}

export interface Found {
  readonly state: Posture['state'];
  readonly results: readonly CredentialResult[];
}

/** @param auditedAt when the account was read, for what was found by it */
export function postureOf(
  { account, triggers, readAt, sessionOpenedAt }: AuditContext,
  previous: Posture | undefined,
  found: Found,
  auditedAt = readAt,
): Posture {
  return {
    account: account.id,
    name: account.name,
    accountState: account.state,
    state: found.state,
    credentials: found.results,
    failure: undefined,
    auditedAt,
    sessionOpenedAt,
    changedAt: previous && !isChange(previous, found) ? previous.changedAt : auditedAt,
    foundBy: foundBy(triggers),
    lastEvent: lastEventOf(triggers, auditedAt) ?? previous?.lastEvent,
  };
}

function lastEventOf(triggers: readonly Trigger[], auditedAt: Date): LastEvent | undefined {
  const event = eventOf(triggers);
  return event === undefined ? undefined : { event, auditedAt };
}

export function resultWithoutRemoval({
  credential,
  action,
  reason,
  exceptionId,
}: CredentialDecision): CredentialResult {
  return {
    credential,
    result: action === 'keep' ? 'kept' : 'withheld',
    reason,
    exceptionId,
    failedBecause: undefined,
    failure: undefined,
    requestId: undefined,
  };
}

/** The account is looked at again in a moment, and then it is known what they are. */
const UNDECIDED: readonly ReasonKey[] = ['exceptions-unreadable', 'password-may-appear', 'removed-elsewhere'];

/** What nobody approved, and what is left in place for longer than a moment. */
export function violationsIn(results: readonly CredentialResult[]): readonly CredentialResult[] {
  return results.filter(({ result, reason }) => result === 'withheld' && !UNDECIDED.includes(reason));
}

/** What was removed is gone: a later audit that does not see it finds nothing new. */
export function isChange(previous: Posture | undefined, found: Found): boolean {
  const remaining = (results: readonly CredentialResult[]) =>
    results
      .filter(remainsAfter)
      .map(({ credential, result, reason }) => `${credential.kind} ${credential.id} ${result} ${reason}`)
      .sort()
      .join();
  return previous?.state !== found.state || remaining(previous.credentials) !== remaining(found.results);
}

/** Whether an enforcement has nothing to tell yet: every credential that it was about is still seen. */
export function hasNothingToReport({ credentials }: OpenEnforcement, seen: readonly Credential[]): boolean {
  return credentials.length > 0 && goneSince(credentials, seen).length === 0;
}

/** What was there before and is seen no longer. */
export function goneSince(before: readonly Credential[], seen: readonly Credential[]): readonly Credential[] {
  return before.filter((credential) => !seen.some((one) => isUnchanged(one, credential)));
}

/** An event says more than a sweep, so it is named first. */
export function foundBy(triggers: readonly Trigger[]): string {
  const event = eventOf(triggers);
  if (event !== undefined) return event;
  const [first] = triggers;
  if (first?.type === 'swept') return `sweep ${first.sweepId}`;
  return first?.type === 'audit-requested' ? `request ${first.why}` : 'nothing';
}

function eventOf(triggers: readonly Trigger[]): string | undefined {
  for (const trigger of triggers) {
    if ('event' in trigger && trigger.event) return `${trigger.event.name} ${trigger.event.id}`;
  }
  return undefined;
}

export interface Concluded {
  readonly posture: Posture;
  /** Whoever looked at the same time found something else: which of both is true, another look shows. */
  readonly isDisputed: boolean;
}

/** Stores what an audit or an enforcement found, and counts it. */
export async function recordAudited(
  deps: GuardDependencies,
  { startedAt }: AuditContext,
  posture: Posture,
  revision: number,
  changes?: EnforcementChanges,
): Promise<Concluded> {
  const recorded = await deps.posture.record(posture, revision, changes);
  const count = (result: CredentialResult['result']) =>
    posture.credentials.filter((credential) => credential.result === result).length;
  deps.telemetry.log('account-audited', {
    account: posture.account,
    state: posture.state,
    trigger: posture.foundBy,
    failure: posture.failure,
    durationMs: elapsedMs(startedAt, deps.clock),
  });
  deps.telemetry.count('AccountsAudited', 1);
  deps.telemetry.count('CredentialsExcepted', count('kept'));
  deps.telemetry.count('CredentialsWithheld', count('withheld'));
  deps.telemetry.count('ViolationsFound', posture.credentials.length - count('kept'));
  return { posture, isDisputed: recorded === 'superseded' && (await isStoredDifferently(deps, posture)) };
}

async function isStoredDifferently(deps: GuardDependencies, found: Posture): Promise<boolean> {
  const stored = await deps.posture.read(found.account);
  return isChange(stored?.posture, { state: found.state, results: found.credentials });
}
