import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import type { SweepDependencies } from './dependencies.ts';
import { processEndedExceptions } from './ended-exceptions.ts';
import { processEndedGraces } from './ended-graces.ts';
import { processRequestedScopes } from './requested-scopes.ts';
import { continueSweep, type RemainingMs } from './sweep.ts';

/**
 * The sweeper's small, frequent run: exceptions and graces that have ended since the last run, a sweep that was left
 * unfinished, and scopes that somebody requested to be audited again. One that fails does not stop the others.
 * @throws the only failure, or an AggregateError of all of them
 */
export async function watch(deps: SweepDependencies, remainingMs: RemainingMs): Promise<void> {
  throwRejected([
    ...(await allSettledInOrder(processEndedExceptions(deps))),
    ...(await allSettledInOrder(processEndedGraces(deps))),
    ...(await allSettledInOrder([() => continueSweep(deps, remainingMs)])),
    ...(await allSettledInOrder(processRequestedScopes(deps, remainingMs))),
  ]);
}
