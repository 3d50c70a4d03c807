/**
 * `Promise.allSettled` for a single promise. A call can run in parallel with other work, without an unhandled rejection when
 * that work fails first.
 */
export function settlePromise<Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  return promise.then(
    (value) => ({ status: 'fulfilled', value }),
    (reason: unknown) => ({ status: 'rejected', reason }),
  );
}

/** @throws what the promise was rejected with */
export function unwrap<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'fulfilled') return settled.value;
  throw settled.reason;
}

/** As `Promise.all`, but where several fail it throws the first of the list, not the one that happened to fail first. */
export async function allInOrder<Value>(promises: readonly Promise<Value>[]): Promise<readonly Value[]> {
  return (await Promise.all(promises.map(settlePromise))).map(unwrap);
}
