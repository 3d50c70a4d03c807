export type Task = () => Promise<unknown>;

/**
 * As `Promise.allSettled`, but one task after the other: one that fails does not stop those behind it. What the iterable
 * itself fails with is one more rejection, the last.
 */
export async function allSettledInOrder(
  tasks: Iterable<Task> | AsyncIterable<Task>,
): Promise<readonly PromiseSettledResult<unknown>[]> {
  const results: PromiseSettledResult<unknown>[] = [];
  try {
    for await (const task of tasks) results.push(await settle(task));
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

async function settle(task: Task): Promise<PromiseSettledResult<unknown>> {
  try {
    return { status: 'fulfilled', value: await task() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
