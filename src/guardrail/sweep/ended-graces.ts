import type { Task } from '../../concurrency/all-settled.ts';
import type { GraceEnd } from '../ports/sweep-state.ts';
import type { SweepDependencies } from './dependencies.ts';

/** So that the audit starts after the note is cleared, and after the end of the grace even if its clock is behind. */
const AUDIT_DELAY_SECONDS = 60;

type Dependencies = Pick<SweepDependencies, 'sweepState' | 'triggerQueue' | 'clock' | 'telemetry'>;

/** Requests an audit of each account whose invited grace has ended. */
export async function* processEndedGraces(deps: Dependencies): AsyncGenerator<Task> {
  for (const graceEnd of await deps.sweepState.readGraceEnds()) {
    if (deps.clock.now() >= graceEnd.endsAt) yield () => processEndedGrace(deps, graceEnd);
  }
}

/**
 * The audit is requested before the note is cleared: a crash in between requests it twice. Where the grace was extended
 * meanwhile, that audit notes the new end.
 */
async function processEndedGrace(
  { sweepState, triggerQueue, clock, telemetry }: Dependencies,
  graceEnd: GraceEnd,
): Promise<void> {
  const { account } = graceEnd;
  await triggerQueue.requestAudit(
    { account, why: 'grace-ended', requestedAt: clock.now(), event: undefined },
    AUDIT_DELAY_SECONDS,
  );
  await sweepState.clearGraceEnd(graceEnd);
  telemetry.log('grace-ended', { account });
}
