/**
 * Waits for a call until the signal is aborted, and then throws the signal's reason at once, without waiting for the call. An
 * aborted signal throws before the call is made.
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
