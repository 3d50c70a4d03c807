import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createScreen } from '../../src/local/demo/screen.ts';

/** Fails each write with this code, or none. */
function givenStdout(code?: string) {
  const seen: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      seen.push(String(chunk));
      done(code === undefined ? undefined : Object.assign(new Error(code), { code }));
    },
  });
  return { stdout, seen };
}

describe('the screen of the demo', () => {
  it('writes the texts in their order before the demo ends', async () => {
    const { stdout, seen } = givenStdout();
    const screen = createScreen(stdout);
    screen.write('one');
    screen.write('two');
    await screen.written();
    expect(seen).toEqual(['one', 'two']);
  });

  it('reports at the end that a text could not be written, and drops those after it', async () => {
    const { stdout, seen } = givenStdout('ENOSPC');
    const screen = createScreen(stdout);
    screen.write('one');
    screen.write('two');
    await expect(screen.written()).rejects.toMatchObject({ code: 'unwritable-output' });
    expect(seen).toEqual(['one']);
  });

  it('drops the rest when the reader stops early', async () => {
    const { stdout, seen } = givenStdout('EPIPE');
    const screen = createScreen(stdout);
    screen.write('one');
    screen.write('two');
    await screen.written();
    expect(seen).toEqual(['one']);
  });
});
