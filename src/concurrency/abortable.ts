/**
 * Waits for a call until the signal is aborted, and then throws the signal's reason at once, without waiting for the call. An
 * aborted signal throws before the call is made. It removes its listener: `Promise.race` with one long-lived promise would
 * keep every result in memory.
 */
export async function abortable<Value>(
  signal: AbortSignal | undefined,
  call: () => Promise<Value>,
): Promise<Value> {
  if (signal === undefined) return call();
  signal.throwIfAborted();
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([call(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The result of a call that may be given up. */
export type Abortable<Result> =
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'aborted' };

/** As `abortable`, for a caller that expects the signal to be aborted. Throws only what the call fails with. */
export async function unlessAborted<Result>(
  signal: AbortSignal | undefined,
  call: () => Promise<Result>,
): Promise<Abortable<Result>> {
  try {
    return { type: 'done', result: await abortable(signal, call) };
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return { type: 'aborted' };
    throw error;
  }
}
