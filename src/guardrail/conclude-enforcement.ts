import type { MemberAccount } from '../domain/account.ts';
import { type AwsFailure, isTransient } from '../domain/aws-failure.ts';
import { isSameCredential } from '../domain/credentials.ts';
import type { Verdict } from '../domain/decision.ts';
import type { CredentialResult } from '../domain/ledger-entry.ts';
import { type Posture, postureStateOf } from '../domain/posture.ts';
import type { Trigger } from '../domain/trigger.ts';
import {
  announceInterruptedEnforcement,
  announceRemovalFailed,
  announceRemoved,
  announceViolation,
} from './announcements.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { Enforcement } from './enforce.ts';
import { postureOf, recordAudited, resultWithoutRemoval, type Subject } from './posture-of.ts';

/**
 * Marks an enforcement as begun, so that a crash in the middle leaves a trace for the next audit. The trace of an earlier
 * one that removed something is told before it is overwritten.
 */
export async function recordBegun(
  deps: GuardDependencies,
  subject: Subject,
  enforcementId: string,
  verdicts: readonly Verdict[],
): Promise<void> {
  const previous = await subject.previous();
  const results = verdicts.map(resultWithoutRemoval);
  if (previous?.openEnforcementId !== undefined && !includesAll(results, previous.credentials)) {
    await tellInterrupted(deps, subject.account, previous.openEnforcementId, previous.credentials);
  }
  const posture = postureOf(deps, subject, previous, { state: 'violating', results });
  await deps.posture.record({ ...posture, openEnforcementId: enforcementId });
}

/** A topic that cannot be reached must not hold up a removal; the ledger has the intent all the same. */
async function tellInterrupted(
  deps: GuardDependencies,
  account: MemberAccount,
  enforcementId: string,
  credentials: readonly CredentialResult[],
): Promise<void> {
  try {
    await announceInterruptedEnforcement(deps, account, enforcementId, credentials);
  } catch (error) {
    deps.telemetry.log('announcement-failed', { account: account.id, enforcementId, error });
  }
}

export async function concludeEnforcement(
  deps: GuardDependencies,
  subject: Subject,
  enforcementId: string,
  { results }: Enforcement,
): Promise<Posture> {
  const { account, triggers } = subject;
  const previous = await subject.previous();
  const posture = postureOf(deps, subject, previous, { state: postureStateOf(results), results });
  const complete = !results.some(({ result }) => result === 'failed');
  if (complete) await announceRemoved(deps, account, enforcementId, results, triggers);
  else await announceRemovalFailed(deps, account, results, triggers);
  const withheld = results.filter(({ result }) => result === 'withheld');
  if (withheld.length > 0) await announceViolation(deps, account, withheld, triggers);
  await recordAudited(deps, { ...posture, changedAt: posture.auditedAt });

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

/**
 * The credentials are known and the session that could remove them was refused: they stay, and that is a failure and
 * not a doubt.
 */
export async function concludeRefusedRemoval(
  deps: GuardDependencies,
  subject: Subject,
  verdicts: readonly Verdict[],
  failure: AwsFailure,
): Promise<Posture> {
  const { account, triggers } = subject;
  const previous = await subject.previous();
  const results = verdicts.map((verdict): CredentialResult => {
    const result = resultWithoutRemoval(verdict);
    return verdict.verdict === 'remove'
      ? { ...result, result: 'failed', failedBecause: 'refused', failure }
      : result;
  });
  const posture = {
    ...postureOf(deps, subject, previous, { state: postureStateOf(results), results }),
    failure,
    openEnforcementId: previous?.openEnforcementId,
  };
  if (!isTransient(failure)) await announceRemovalFailed(deps, account, results, triggers);
  await recordAudited(deps, posture);
  deps.telemetry.log('enforcement-incomplete', { account: account.id, failure, results });
  deps.telemetry.count('EnforcementFailures', 1);
  return posture;
}

function includesAll(results: readonly CredentialResult[], earlier: readonly CredentialResult[]): boolean {
  return earlier.every(({ credential }) =>
    results.some((result) => isSameCredential(result.credential, credential)),
  );
}

function countTimeToRemoval(deps: GuardDependencies, complete: boolean, triggers: readonly Trigger[]): void {
  const event = triggers.find(({ type }) => type === 'root-credential-changed');
  if (complete && event) {
    deps.telemetry.count('EventToRemovalMilliseconds', deps.clock.now().getTime() - event.at.getTime());
  }
}
