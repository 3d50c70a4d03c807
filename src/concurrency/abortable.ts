/**
 * Waits for an answer until it is given up on: then throws the signal's reason at once, whatever becomes of the call, whose
 * failure would say nothing about the account. Nothing is called once it is given up on.
 */
export async function abortable<Answer>(
  until: AbortSignal | undefined,
  call: () => Promise<Answer>,
): Promise<Answer> {
  if (until === undefined) return call();
  until.throwIfAborted();
  let giveUp = (): void => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => reject(until.reason);
  });
  until.addEventListener('abort', giveUp);
  try {
    return await Promise.race([call(), givenUp]);
  } finally {
    until.removeEventListener('abort', giveUp);
  }
}
