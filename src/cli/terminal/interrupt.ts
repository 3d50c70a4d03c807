import { setMaxListeners } from 'node:events';
import { EXIT } from '../exit-codes.ts';

/**
 * The first Ctrl-C asks the command to stop; the second ends the process at once. An enforcement that is killed has its
 * intent in the ledger, and the next audit reports it.
 */
export function watchInterrupts(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  // Each account in progress adds a listener.
  setMaxListeners(0, controller.signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.failure.code);
      controller.abort();
    });
  }
  return controller.signal;
}
