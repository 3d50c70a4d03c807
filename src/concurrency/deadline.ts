import { RootguardError } from '../domain/errors.ts';
import { abortable } from './abortable.ts';

/** Runs `callback` after that many milliseconds, unless it is cancelled before; passed in so that a test need not wait. */
export type SetTimer = (milliseconds: number, callback: () => void) => { cancel(): void };

/**
 * Aborts work that takes longer than `maxMs`. A promise cannot be stopped, so the work is passed a signal, which it has to
 * respect.
 *
 * @throws RootguardError `out-of-time`, which is also the reason of the signal
 */
export async function withDeadline<Result>(
  setTimer: SetTimer,
  maxMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimer(maxMs, () => {
    const message = `not finished after ${maxMs / 1000} seconds; it is tried again`;
    controller.abort(new RootguardError('out-of-time', message));
  });
  try {
    return await abortable(signal, () => work(signal));
  } finally {
    timer.cancel();
  }
}
