import type { Task } from '../../concurrency/all-settled.ts';
import type { GraceEnd } from '../ports/grace-ends.ts';
import type { SweepDependencies } from './dependencies.ts';

/** So that the audit starts after the note is cleared, and after the end of the grace even if its clock is behind. */
const AUDIT_DELAY_SECONDS = 60;

type Dependencies = Pick<SweepDependencies, 'graceEnds' | 'triggerQueue' | 'clock' | 'telemetry'>;

/** Requests an audit of each account whose invited grace has ended. */
export async function* processEndedGraces(deps: Dependencies): AsyncGenerator<Task> {
  for (const graceEnd of await deps.graceEnds.read()) {
    if (deps.clock.now() >= graceEnd.endsAt) yield () => processEndedGrace(deps, graceEnd);
  }
}

/**
 * The audit is requested before the note is cleared: a crash in between requests it twice. Where the grace was extended
 * meanwhile, that audit notes the new end.
 */
async function processEndedGrace(
  { graceEnds, triggerQueue, clock, telemetry }: Dependencies,
  graceEnd: GraceEnd,
): Promise<void> {
  const { account } = graceEnd;
  await triggerQueue.requestAudit(
    { account, why: 'grace-ended', requestedAt: clock.now(), event: undefined },
    AUDIT_DELAY_SECONDS,
  );
  await graceEnds.clear(graceEnd);
  telemetry.log('grace-ended', { account });
}
