import { settlePromise } from '../../concurrency/settled.ts';
import { type AwsFailure, describeFailure } from '../../domain/aws-failure.ts';
import type { Credential } from '../../domain/credentials.ts';
import { decide } from '../../domain/decision.ts';
import type { RecordedAudit } from './account-posture.ts';
import { type GuardContext, isSweptOnly } from './audit-context.ts';
import { checkEligibilityUncached } from './check-eligibility.ts';
import { concludeEnforcement } from './conclude-enforcement.ts';
import type { GuardDependencies } from './dependencies.ts';
import { type Enforcement, enforce } from './enforce.ts';
import { yieldToOtherRun } from './enforcement-in-progress.ts';
import { noteGraceEnd } from './grace-end.ts';
import {
  doneOutcome,
  type GuardOutcome,
  MALFORMED_EXCEPTION,
  recheckOutcome,
  retryOutcome,
} from './guard-outcome.ts';
import type { Redecision, RemovalOrder } from './removals.ts';
import { type StartedEnforcement, startEnforcement } from './start-enforcement.ts';

type DecidedRemovals = Omit<RemovalOrder, 'decideAgain'>;

/** Removes credentials as decided, except those that another run is removing already. */
export async function removeCredentials(
  deps: GuardDependencies,
  context: GuardContext,
  removals: DecidedRemovals,
): Promise<GuardOutcome> {
  const started = await startEnforcement(deps, context, removals.decisions);
  if (started === undefined) return yieldToOtherRun(deps, context.known);
  const enforcement = await enforceStarted(deps, context, removals, started);
  const concluded = await concludeEnforcement(deps, context, started, enforcement);
  // Last, so that it delays neither the removal nor its notification.
  await noteGraceEnd(deps, context, started.decisions);
  return outcomeOfRemoval(context, started, concluded);
}

async function enforceStarted(
  deps: GuardDependencies,
  context: GuardContext,
  removals: DecidedRemovals,
  { enforcement, decisions }: StartedEnforcement,
): Promise<Enforcement> {
  const { account, triggers, operator } = context;
  const enforcementId = enforcement.id;
  deps.telemetry.log('enforcement-started', { account: account.id, enforcementId });
  const enforced = await settlePromise(
    enforce(deps, {
      ...removals,
      decisions,
      decideAgain: (credentials) => decideAgain(deps, context, credentials),
      enforcementId,
      account,
      triggers,
      operator,
    }),
  );
  if (enforced.status === 'fulfilled') return enforced.value;
  // So that the next run does not wait for this one, which has stopped. The next audit shows what was removed.
  const ended = { ...enforcement, hasEnded: true };
  await deps.posture.updateEnforcements(account.id, { ended: [ended] }).catch(() => undefined);
  throw enforced.reason;
}

/**
 * For credentials in the middle of an enforcement. The exceptions are read last, so that as little time as possible is between
 * them and the removal. The breaker has permitted this account already, so it is not asked again.
 */
async function decideAgain(
  deps: GuardDependencies,
  { account: { id }, policy, triggers }: GuardContext,
  credentials: readonly Credential[],
): Promise<Redecision> {
  const eligibility = await checkEligibilityUncached(deps, id);
  if (eligibility.type === 'unknown') return { type: 'undecidable', failure: eligibility.failure };
  if (eligibility.type !== 'eligible') {
    return { type: 'undecidable', failure: notEligible(eligibility.type) };
  }
  const { account } = eligibility;
  const exceptions = await deps.exceptions.readFor(account);
  if (exceptions.type === 'unreadable') return { type: 'undecidable', failure: exceptions.failure };
  const now = deps.clock.now();
  const decisions = decide({ account, exceptions, credentials, policy, triggers, breaker: 'closed', now });
  return { type: 'decided', decisions };
}

/** In the middle of an enforcement: the remaining credentials are not removed, and the account is audited again. */
function notEligible(type: 'not-active' | 'rejected'): AwsFailure {
  return {
    reason: 'unavailable',
    call: 'organizations:DescribeAccount',
    code: 'Undecidable',
    message: `the account is ${type}`,
    requestId: undefined,
  };
}

function outcomeOfRemoval(
  { triggers }: GuardContext,
  { overlapsWithOtherRun }: StartedEnforcement,
  { posture, conflictsWithConcurrentRun }: RecordedAudit,
): GuardOutcome {
  const failed = posture.credentials.find((one) => one.result === 'failed');
  if (failed) {
    return retryOutcome(posture, `${failed.credential.kind} was not removed: ${failed.failedBecause}`);
  }
  if (posture.failure) return retryOutcome(posture, describeFailure(posture.failure));
  if (posture.state === 'unknown' && !isSweptOnly(triggers)) {
    return retryOutcome(posture, MALFORMED_EXCEPTION);
  }
  return overlapsWithOtherRun || conflictsWithConcurrentRun ? recheckOutcome(posture) : doneOutcome(posture);
}
