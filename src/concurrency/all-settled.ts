import { settlePromise } from './settled.ts';

export type Task = () => Promise<unknown>;

/**
 * As `Promise.allSettled`, but one task after the other: one that fails does not stop the next ones. If the iterable itself
 * fails, its error is the last rejection.
 */
export async function allSettledInOrder(
  tasks: Iterable<Task> | AsyncIterable<Task>,
): Promise<readonly PromiseSettledResult<unknown>[]> {
  const results: PromiseSettledResult<unknown>[] = [];
  try {
    for await (const task of tasks) {
      // A task that throws before it returns a promise is rejected as well.
      results.push(await settlePromise((async () => task())()));
    }
  } catch (reason) {
    results.push({ status: 'rejected', reason });
  }
  return results;
}

/** @throws what the only rejected one was rejected with, or an AggregateError of all that were rejected */
export function throwRejected(results: readonly PromiseSettledResult<unknown>[]): void {
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} tasks failed`);
}
