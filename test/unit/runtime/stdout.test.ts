import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createWrite, ignoreStreamErrors } from '../../../src/runtime/stdout.ts';

describe('writing to stdout', () => {
  it('drops the rest when the reader closes the pipe', async () => {
    let writes = 0;
    const closed = new Writable({
      write(_chunk, _encoding, done) {
        writes += 1;
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const write = createWrite(closed);
    await write('one');
    await write('two');
    expect(writes).toBe(1);
  });

  it('drops what was written before the reader was known to be gone', async () => {
    const failures = ['EPIPE', 'ERR_STREAM_DESTROYED'];
    const destroyed = Object.assign(new Writable(), {
      write(_text: string, done: (error: Error) => void) {
        setImmediate(() => done(Object.assign(new Error('gone'), { code: failures.shift() })));
        return false;
      },
    });
    const write = createWrite(destroyed);
    await Promise.all([write('one'), write('two')]);
    expect(failures).toEqual([]);
  });

  it('fails where the text cannot be written', async () => {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const write = createWrite(new Writable({ write: (_chunk, _encoding, done) => done(full) }));
    await expect(write('one')).rejects.toMatchObject({ code: 'unwritable-output', cause: full });
  });
});

describe('a stream whose errors are ignored', () => {
  it('has one listener, however often that is asked for', () => {
    const stream = new EventEmitter();
    expect(ignoreStreamErrors(ignoreStreamErrors(stream))).toBe(stream);
    expect(stream.listenerCount('error')).toBe(1);
    expect(stream.emit('error', new Error('no space left on device'))).toBe(true);
  });
});
