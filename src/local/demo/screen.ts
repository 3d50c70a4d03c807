import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { createWrite } from '../../runtime/stdout.ts';
import type { Screen } from './step-printer.ts';

export interface StdoutScreen extends Screen {
  /**
   * Waits until everything is written.
   * @throws RootguardError `unwritable-output`
   */
  written(): Promise<void>;
}

/** The demo does not wait for each line. After one that cannot be written, the others are dropped. */
export function createScreen(stdout: NodeJS.WritableStream & Omit<Screen, 'write'>): StdoutScreen {
  const write = createWrite(stdout);
  let writing = settlePromise(Promise.resolve());
  return {
    isTTY: stdout.isTTY === true,
    hasColors: () => stdout.hasColors?.() === true,
    write: (text) => {
      writing = writing.then((before) =>
        before.status === 'fulfilled' ? settlePromise(write(text)) : before,
      );
    },
    written: async () => unwrap(await writing),
  };
}
