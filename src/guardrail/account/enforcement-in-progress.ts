import { isInProgress } from '../../domain/posture.ts';
import type { PostureWithRevision } from '../ports/posture.ts';
import type { GuardDependencies } from './dependencies.ts';
import { type GuardOutcome, recheckOutcome } from './guard-outcome.ts';

/** Whether another run is removing credentials, so that an inventory is out of date in a few seconds. */
export function isEnforcementInProgress(
  { clock }: Pick<GuardDependencies, 'clock'>,
  { enforcements }: PostureWithRevision,
): boolean {
  return enforcements.some((enforcement) => isInProgress(enforcement, clock.now()));
}

/** Leaves the account to the other run, and records nothing. */
export function yieldToOtherRun(
  { telemetry }: Pick<GuardDependencies, 'telemetry'>,
  { account, posture }: PostureWithRevision,
): GuardOutcome {
  telemetry.log('yielded-to-other-run', { account });
  return recheckOutcome({ state: posture?.state ?? 'unknown', credentials: [], failure: undefined });
}
