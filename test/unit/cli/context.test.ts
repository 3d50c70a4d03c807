import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createContext } from '../../../src/cli/context.ts';
import { givenTerminal } from './terminal-double.ts';

function watchUnhandled(): readonly unknown[] {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return unhandled;
}

describe('a connection that fails at once', () => {
  it('fails the command that asked for it, and leaves no unhandled rejection', async () => {
    const unhandled = watchUnhandled();
    const refused = new Error('refused');
    const { ports, identity, close } = createContext(
      givenTerminal().terminal,
      new AbortController().signal,
      {},
      async () => {
        throw refused;
      },
    );
    await expect(ports()).rejects.toBe(refused);
    await setImmediate();
    expect(unhandled).toEqual([]);
    expect(await identity()).toBeUndefined();
    await close();
  });
});
