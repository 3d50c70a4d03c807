import type { Task } from '../../concurrency/all-settled.ts';
import type { MalformedGraceEnd, NotedGraceEnd } from '../ports/grace-ends.ts';
import { AUDIT_DELAY_SECONDS } from './audit-delay.ts';
import type { SweepDependencies } from './dependencies.ts';

type Dependencies = Pick<SweepDependencies, 'graceEnds' | 'triggerQueue' | 'clock' | 'telemetry'>;

/** Requests an audit of each account whose invited grace has ended, or may have: its end does not parse. */
export async function* processEndedGraces(deps: Dependencies): AsyncGenerator<Task> {
  for (const noted of await deps.graceEnds.read()) {
    if (noted.type === 'malformed') yield () => processMalformedEnd(deps, noted);
    else if (deps.clock.now() >= noted.endsAt) yield () => processEndedGrace(deps, noted);
  }
}

/** The audit notes the end again where the grace has not ended. */
async function processMalformedEnd(deps: Dependencies, malformed: MalformedGraceEnd): Promise<void> {
  const { account, issue } = malformed;
  deps.telemetry.log('record-malformed', { record: `the end of grace of ${account}`, issues: [issue] });
  await requestAuditAndClear(deps, malformed);
}

async function processEndedGrace(deps: Dependencies, graceEnd: NotedGraceEnd): Promise<void> {
  await requestAuditAndClear(deps, graceEnd);
  deps.telemetry.log('grace-ended', { account: graceEnd.account });
}

/**
 * The audit is requested before the note is cleared: a crash in between requests it twice. Where the grace was extended
 * meanwhile, that audit notes the new end.
 */
async function requestAuditAndClear(
  { graceEnds, triggerQueue, clock }: Dependencies,
  noted: NotedGraceEnd | MalformedGraceEnd,
): Promise<void> {
  await triggerQueue.requestAudit(
    { account: noted.account, why: 'grace-ended', requestedAt: clock.now(), event: undefined },
    AUDIT_DELAY_SECONDS,
  );
  await graceEnds.clear(noted);
}
