import { describe, expect, it } from 'vitest';
import { allInOrder } from '../../../src/concurrency/settled.ts';

/** Two promises that fail, the later one of the list before the earlier. */
function givenFailures(): readonly Promise<string>[] {
  const second = Promise.reject(new Error('second'));
  const first = second.catch(async () => {
    throw new Error('first');
  });
  return [first, second];
}

describe('all in order', () => {
  it('throws the first failure of the list, whichever came first', async () => {
    await expect(Promise.all(givenFailures())).rejects.toThrow('second');
    await expect(allInOrder(givenFailures())).rejects.toThrow('first');
  });

  it('gives the values in the order of the list', async () => {
    expect(await allInOrder([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
  });
});
