import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { checkManagementRoot } from './check-management-root.ts';
import { countCoverage } from './count-coverage.ts';
import type { SweepDependencies } from './dependencies.ts';
import { processEndedExceptions } from './ended-exceptions.ts';
import { processEndedGraces } from './ended-graces.ts';
import { readOnce } from './read-once.ts';
import { processRequestedScopes } from './requested-scopes.ts';
import { continueSweep, type RemainingMs } from './sweep.ts';
import { tellFindings } from './tell-findings.ts';
import { tellSilent } from './tell-silent.ts';
import { watchSettings } from './watch-settings.ts';

/**
 * The sweeper's short, frequent run. Watches the settings; processes exceptions and graces that have ended since the last run, an
 * unfinished sweep, and scopes that were requested to be audited again; tells what sweeps found, and which accounts are not heard; reads
 * the root user of the management account after a sweep; counts the coverage once an hour. One that fails does not stop the others.
 * @throws the only failure, or an AggregateError of all of them
 */
export async function watch(deps: SweepDependencies, remainingMs: RemainingMs): Promise<void> {
  // Read before this watch is recorded.
  const previous = await settlePromise(deps.deploymentRecord.read());
  // What is heard and what is covered are of the same rows. Findings are told by rows that are read after their count.
  const surveying = { ...deps, postures: readOnce(deps.postures) };
  throwRejected([
    ...(await allSettledInOrder([() => watchSettings(deps)])),
    ...(await allSettledInOrder(processEndedExceptions(deps, remainingMs))),
    ...(await allSettledInOrder(processEndedGraces(deps))),
    ...(await allSettledInOrder([() => continueSweep(deps, remainingMs)])),
    ...(await allSettledInOrder(processRequestedScopes(deps, remainingMs))),
    ...(await allSettledInOrder([
      () => tellFindings(deps, remainingMs),
      () => tellSilent(surveying, remainingMs),
    ])),
    ...(await allSettledInOrder([() => checkManagementRoot(deps)])),
    ...(await allSettledInOrder([() => countCoverage(surveying, unwrap(previous)?.recordedAt, remainingMs)])),
  ]);
}
