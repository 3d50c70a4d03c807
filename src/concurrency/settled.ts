export type Settled<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: unknown };

/** Lets a promise run beside other work without an unhandled rejection when that work fails first. */
export function settlePromise<Value>(promise: Promise<Value>): Promise<Settled<Value>> {
  return promise.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  );
}

/** @throws what the promise was rejected with */
export function unwrap<Value>(settled: Settled<Value>): Value {
  if (settled.ok) return settled.value;
  throw settled.error;
}

/** As `Promise.all`, but where several fail the first of the list is thrown, and not the one that failed first by chance. */
export async function allInOrder<Value>(promises: readonly Promise<Value>[]): Promise<readonly Value[]> {
  return (await Promise.all(promises.map(settlePromise))).map(unwrap);
}
