import type { AccountId, MemberAccount } from '../domain/account.ts';
import { type AwsFailure, isTransient } from '../domain/aws-failure.ts';
import { type Inventory, isSameCredential } from '../domain/credentials.ts';
import type { Verdict } from '../domain/decision.ts';
import type { ExceptionReading } from '../domain/exception.ts';
import type { CredentialResult } from '../domain/ledger-entry.ts';
import { type Posture, postureStateOf } from '../domain/posture.ts';
import type { Trigger } from '../domain/trigger.ts';
import {
  announceInterruptedEnforcement,
  announceMalformed,
  announceRemoval,
  announceUnreadable,
  announceViolation,
} from './announcements.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { Enforcement } from './enforce.ts';

/** What is known of the account at hand while it is guarded. */
export interface Case {
  readonly account: MemberAccount;
  readonly triggers: readonly Trigger[];
  readonly previous: () => Promise<Posture | undefined>;
}

interface Found {
  readonly state: Posture['state'];
  readonly results: readonly CredentialResult[];
}

/** An audit after which nothing is removed: either there was nothing, or all of it is kept or withheld. */
export async function concludeAudit(
  deps: GuardDependencies,
  known: Case,
  inventory: Inventory,
  verdicts: readonly Verdict[],
  exceptions?: ExceptionReading,
): Promise<Posture> {
  const { account, triggers } = known;
  const previous = await known.previous();
  const results = verdicts.map(resultWithoutRemoval);
  const found: Found = { state: postureStateOf(results), results };
  const posture = postureOf(deps, known, previous, found);
  if (isChange(previous, found) || triggers.some(({ type }) => type !== 'swept')) {
    await deps.ledger.append({
      type: 'audit',
      account: account.id,
      at: posture.auditedAt,
      id: deps.newId(),
      triggers,
      inventory,
      verdicts,
    });
  }
  if (previous?.openEnforcementId !== undefined) {
    await announceInterruptedEnforcement(deps, account, previous.openEnforcementId, previous.credentials);
  }
  for (const malformed of exceptions?.type === 'readable' ? exceptions.malformed : []) {
    await announceMalformed(deps, malformed);
  }
  // Withheld because the exceptions could not be read is no violation yet: the message comes again, and then it is known.
  const withheld = results.filter(
    ({ result, reason }) => result === 'withheld' && reason !== 'exceptions-unreadable',
  );
  if (withheld.length > 0) await announceViolation(deps, account, withheld, triggers);
  await record(deps, posture);
  return posture;
}

/**
 * Marks an enforcement as begun, so that a crash in the middle leaves a trace for the next audit. The trace of an earlier
 * one that removed something is told before it is overwritten.
 */
export async function recordBegun(
  deps: GuardDependencies,
  known: Case,
  enforcementId: string,
  verdicts: readonly Verdict[],
): Promise<void> {
  const previous = await known.previous();
  const results = verdicts.map(resultWithoutRemoval);
  if (previous?.openEnforcementId !== undefined && !includesAll(results, previous.credentials)) {
    await announceInterruptedEnforcement(
      deps,
      known.account,
      previous.openEnforcementId,
      previous.credentials,
    );
  }
  const posture = postureOf(deps, known, previous, { state: 'violating', results });
  await deps.posture.record({ ...posture, openEnforcementId: enforcementId });
}

export async function concludeEnforcement(
  deps: GuardDependencies,
  known: Case,
  enforcementId: string,
  { results }: Enforcement,
): Promise<Posture> {
  const { account, triggers } = known;
  const previous = await known.previous();
  const posture = postureOf(deps, known, previous, { state: postureStateOf(results), results });
  await announceRemoval(deps, account, enforcementId, results, triggers);
  const withheld = results.filter(({ result }) => result === 'withheld');
  if (withheld.length > 0) await announceViolation(deps, account, withheld, triggers);
  await record(deps, { ...posture, changedAt: posture.auditedAt });

  const complete = !results.some(({ result }) => result === 'failed');
  deps.telemetry.log(complete ? 'enforcement-finished' : 'enforcement-incomplete', {
    account: account.id,
    enforcementId,
    results,
  });
  deps.telemetry.count('CredentialsRemoved', results.filter(({ result }) => result === 'removed').length);
  if (!complete) deps.telemetry.count('EnforcementFailures', 1);
  countTimeToRemoval(deps, complete, triggers);
  return posture;
}

/** The account could not be read: it is unknown, and what stood there before is not believed any longer. */
export async function concludeUnknown(
  deps: GuardDependencies,
  known: Case,
  failure: AwsFailure,
): Promise<Posture> {
  const previous = await known.previous();
  const posture = {
    ...postureOf(deps, known, previous, { state: 'unknown', results: previous?.credentials ?? [] }),
    failure,
    openEnforcementId: previous?.openEnforcementId,
  };
  // A passing fault is nobody's business yet; one that stays ends in the dead-letter queue, which has its alarm.
  if (!isTransient(failure)) await announceUnreadable(deps, known.account.id, failure);
  await deps.posture.record(posture);
  deps.telemetry.log('account-unknown', { account: known.account.id, failure });
  deps.telemetry.count('AccountsUnknown', 1);
  return posture;
}

/** Organizations did not say whether it is a member. Only an account that was one before has a posture to correct. */
export async function concludeNotFound(
  deps: GuardDependencies,
  account: AccountId,
  triggers: readonly Trigger[],
  failure: AwsFailure,
): Promise<void> {
  const previous = await deps.posture.read(account);
  if (previous) {
    const auditedAt = deps.clock.now();
    await deps.posture.record({
      ...previous,
      state: 'unknown',
      failure,
      auditedAt,
      foundBy: foundBy(triggers),
    });
  }
  deps.telemetry.log('account-unknown', { account, failure });
  deps.telemetry.count('AccountsUnknown', 1);
}

/** Not ACTIVE: AWS opens no root session there. */
export async function concludeInactive(
  deps: GuardDependencies,
  account: MemberAccount,
  triggers: readonly Trigger[],
): Promise<Posture> {
  const previous = await deps.posture.read(account.id);
  const known: Case = { account, triggers, previous: async () => previous };
  const posture = {
    ...postureOf(deps, known, previous, { state: 'skipped', results: [] }),
    openEnforcementId: previous?.openEnforcementId,
  };
  await deps.posture.record(posture);
  deps.telemetry.log('account-skipped', { account: account.id, state: account.state });
  deps.telemetry.count('AccountsSkipped', 1);
  return posture;
}

export async function concludeRejected(
  deps: GuardDependencies,
  account: AccountId,
  reason: 'outside-organization' | 'management-account',
  triggers: readonly Trigger[],
): Promise<void> {
  await deps.ledger.append({
    type: 'rejected',
    account,
    at: deps.clock.now(),
    id: deps.newId(),
    reason,
    triggers,
  });
  deps.telemetry.log('trigger-rejected', { account, reason, trigger: foundBy(triggers) });
  deps.telemetry.count('TriggersRejected', 1);
}

async function record(deps: GuardDependencies, posture: Posture): Promise<void> {
  await deps.posture.record(posture);
  const count = (result: CredentialResult['result']) =>
    posture.credentials.filter((credential) => credential.result === result).length;
  deps.telemetry.log('account-audited', {
    account: posture.account,
    state: posture.state,
    trigger: posture.foundBy,
  });
  deps.telemetry.count('AccountsAudited', 1);
  deps.telemetry.count('CredentialsExcepted', count('kept'));
  deps.telemetry.count('CredentialsWithheld', count('withheld'));
  deps.telemetry.count('ViolationsFound', posture.credentials.length - count('kept'));
}

function postureOf(
  deps: GuardDependencies,
  { account, triggers }: Case,
  previous: Posture | undefined,
  found: Found,
): Posture {
  const auditedAt = deps.clock.now();
  return {
    account: account.id,
    name: account.name,
    accountState: account.state,
    state: found.state,
    credentials: found.results,
    failure: undefined,
    openEnforcementId: undefined,
    auditedAt,
    changedAt: previous && !isChange(previous, found) ? previous.changedAt : auditedAt,
    foundBy: foundBy(triggers),
  };
}

function resultWithoutRemoval({ credential, verdict, reason, exceptionId }: Verdict): CredentialResult {
  return {
    credential,
    result: verdict === 'keep' ? 'kept' : 'withheld',
    reason,
    exceptionId,
    failedBecause: undefined,
    failure: undefined,
    requestId: undefined,
  };
}

/** What was removed is gone: a later audit that does not see it finds nothing new. */
function isChange(previous: Posture | undefined, found: Found): boolean {
  const remaining = (results: readonly CredentialResult[]) =>
    results
      .filter(({ result }) => result !== 'removed' && result !== 'already-absent')
      .map(({ credential, result, reason }) => `${credential.kind} ${credential.id} ${result} ${reason}`)
      .sort()
      .join();
  return previous?.state !== found.state || remaining(previous.credentials) !== remaining(found.results);
}

function includesAll(results: readonly CredentialResult[], earlier: readonly CredentialResult[]): boolean {
  return earlier.every(({ credential }) =>
    results.some((result) => isSameCredential(result.credential, credential)),
  );
}

/** An event says more than a sweep, so it is named first. */
function foundBy(triggers: readonly Trigger[]): string {
  for (const trigger of triggers) {
    if ('event' in trigger && trigger.event) return `${trigger.event.name} ${trigger.event.id}`;
  }
  const [first] = triggers;
  if (first?.type === 'swept') return `sweep ${first.sweepId}`;
  return first?.type === 'audit-requested' ? `request ${first.why}` : 'nothing';
}

function countTimeToRemoval(deps: GuardDependencies, complete: boolean, triggers: readonly Trigger[]): void {
  const event = triggers.find(({ type }) => type === 'root-credential-changed');
  if (complete && event) {
    deps.telemetry.count('EventToRemovalMilliseconds', deps.clock.now().getTime() - event.at.getTime());
  }
}
