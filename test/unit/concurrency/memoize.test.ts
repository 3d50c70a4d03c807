import { describe, expect, it } from 'vitest';
import { memoize, memoizeOne } from '../../../src/concurrency/memoize.ts';

/** Fails the first time it is asked for a key. */
function givenFlaky() {
  const asked: string[] = [];
  return {
    asked,
    find: memoize(async (key: string) => {
      asked.push(key);
      if (asked.filter((other) => other === key).length === 1) throw new Error(`no ${key} yet`);
      return key.toUpperCase();
    }),
  };
}

describe('a memoized value', () => {
  it('is computed once for all callers, each key by itself', async () => {
    let made = 0;
    const find = memoize(async (key: string) => `${key}${++made}`);
    expect(await Promise.all([find('a'), find('a'), find('b')])).toEqual(['a1', 'a1', 'b2']);
    expect(await find('a')).toBe('a1');
  });

  it('is computed again after a failure', async () => {
    const { find, asked } = givenFlaky();
    await expect(find('a')).rejects.toThrow('no a yet');
    expect(await find('a')).toBe('A');
    expect(await find('a')).toBe('A');
    expect(asked).toEqual(['a', 'a']);
  });

  it('rejects every caller that shares the failed call', async () => {
    const { find, asked } = givenFlaky();
    const both = await Promise.allSettled([find('a'), find('a')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toEqual(['a']);
  });

  it('may be a single one', async () => {
    let asked = 0;
    const connect = memoizeOne(async () => {
      asked += 1;
      if (asked === 1) throw new Error('not yet');
      return asked;
    });
    await expect(connect()).rejects.toThrow('not yet');
    expect([await connect(), await connect()]).toEqual([2, 2]);
  });
});
