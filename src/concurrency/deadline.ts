import { RootguardError } from '../domain/errors.ts';

/** Runs `act` once that many milliseconds are over, unless it is cancelled before; passed in so that a test need not wait. */
export type SetTimer = (milliseconds: number, act: () => void) => { cancel(): void };

/**
 * Gives up on work that takes longer. A promise cannot be stopped, so the work is told by `until` and has to heed it.
 *
 * @param most milliseconds
 * @throws RootguardError `out-of-time`, which is also the reason of `until`
 */
export async function withDeadline<Done>(
  setTimer: SetTimer,
  most: number,
  work: (until: AbortSignal) => Promise<Done>,
): Promise<Done> {
  const controller = new AbortController();
  const { signal } = controller;
  const over = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  const timer = setTimer(most, () => {
    const message = `it was given up after ${most / 1000} seconds and is tried again`;
    controller.abort(new RootguardError('out-of-time', 'aws', message));
  });
  try {
    return await Promise.race([work(signal), over]);
  } finally {
    timer.cancel();
  }
}
