import { notifyCanaryFailed } from '../notify/canary-notifications.ts';
import type { CanaryDependencies, CanaryOutcome, CanaryRequest } from './dependencies.ts';
import { describeOutcome } from './describe-outcome.ts';
import { recordRun } from './record-run.ts';

/** Measures and notifies. A run that was refused shows nothing of the guardrail, so it counts as failed. */
export async function concludeRun(
  deps: CanaryDependencies,
  request: CanaryRequest,
  outcome: CanaryOutcome,
): Promise<void> {
  const { account, lateAfterSeconds, notifiesFailures = false } = request;
  // An account that is no member has no history here.
  if (outcome.type === 'refused' && outcome.refusal.code !== 'canary-not-a-member') {
    const refusal = outcome.refusal.code;
    await recordRun(deps, request, deps.newId(), { result: 'refused', refusal });
  }
  const isCompleted = outcome.type === 'completed';
  deps.telemetry.log(isCompleted ? 'canary-completed' : 'canary-failed', {
    account,
    outcome: outcome.type,
    ...(isCompleted ? { durationMs: outcome.totalMs } : { why: describeOutcome(outcome).join(' ') }),
  });
  if (isCompleted) {
    const seconds = outcome.totalMs / 1000;
    deps.telemetry.count('CanarySeconds', seconds);
    deps.telemetry.count(
      'CanaryFailures',
      Number(lateAfterSeconds !== undefined && seconds > lateAfterSeconds),
    );
    return;
  }
  deps.telemetry.count('CanaryFailures', 1);
  if (notifiesFailures || outcome.type === 'left-behind') {
    await notifyCanaryFailed(deps, account, describeOutcome(outcome));
  }
}
