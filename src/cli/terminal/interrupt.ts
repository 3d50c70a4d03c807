import { setMaxListeners } from 'node:events';
import { EXIT } from '../exit-codes.ts';

/**
 * The first Ctrl-C asks the command to stop; the second ends the process where it stands. An enforcement that is cut off
 * there has its intent in the ledger, and the next audit tells of it.
 */
export function watchInterrupts(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  // Each account that is worked on listens to it.
  setMaxListeners(0, controller.signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.failure.code);
      controller.abort();
    });
  }
  return controller.signal;
}

/**
 * What the promise comes to, unless it is aborted before. Leaves nothing behind at the signal: `Promise.race` with one
 * promise for all would hold what each of them came to.
 */
export function unlessInterrupted<Value>(
  signal: AbortSignal,
  promise: Promise<Value>,
): Promise<Value | 'interrupted'> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve('interrupted');
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
