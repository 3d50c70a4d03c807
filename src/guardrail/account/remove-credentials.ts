import { settlePromise } from '../../concurrency/settled.ts';
import { describeFailure } from '../../domain/aws-failure.ts';
import { type DecidedContext, type GuardContext, isSweptOnly } from './audit-context.ts';
import type { RecordedAudit } from './conclude-audit.ts';
import { concludeEnforcement } from './conclude-enforcement.ts';
import type { GuardDependencies } from './dependencies.ts';
import { type EnforcementResults, enforce } from './enforce.ts';
import { yieldToOtherRun } from './enforcement-in-progress.ts';
import {
  doneOutcome,
  type GuardOutcome,
  MALFORMED_EXCEPTION,
  MALFORMED_SETTINGS,
  recheckOutcome,
  retryOutcome,
} from './guard-outcome.ts';
import type { RemovalOrder } from './removals.ts';
import { type StartedEnforcement, startEnforcement } from './start-enforcement.ts';

/** Removes credentials as decided, except those that another run is removing already. */
export async function removeCredentials(
  deps: GuardDependencies,
  context: DecidedContext,
  order: RemovalOrder,
): Promise<GuardOutcome> {
  const started = await startEnforcement(deps, context, order.decisions);
  if (started === undefined) return yieldToOtherRun(deps, context.known);
  const enforcement = await enforceStarted(deps, context, order, started);
  const concluded = await concludeEnforcement(deps, context, started, enforcement);
  return outcomeOfRemoval(context, started, concluded);
}

async function enforceStarted(
  deps: GuardDependencies,
  context: GuardContext,
  order: RemovalOrder,
  { enforcement, decisions }: StartedEnforcement,
): Promise<EnforcementResults> {
  const { account } = context;
  deps.telemetry.log('enforcement-started', { account: account.id, enforcementId: enforcement.id });
  const enforced = await settlePromise(enforce(deps, context, enforcement.id, { ...order, decisions }));
  if (enforced.status === 'fulfilled') return enforced.value;
  // So that the next run does not wait for this one, which has stopped. The next audit shows what was removed.
  const ended = { ...enforcement, hasEnded: true };
  await deps.posture.updateEnforcements(account.id, { ended: [ended] }).catch(() => undefined);
  throw enforced.reason;
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
  const isSwept = isSweptOnly(triggers);
  if (posture.state === 'unknown' && !isSwept) return retryOutcome(posture, MALFORMED_EXCEPTION);
  if (posture.credentials.some(({ reason }) => reason === 'settings-malformed') && !isSwept) {
    return retryOutcome(posture, MALFORMED_SETTINGS);
  }
  return overlapsWithOtherRun || conflictsWithConcurrentRun ? recheckOutcome(posture) : doneOutcome(posture);
}
