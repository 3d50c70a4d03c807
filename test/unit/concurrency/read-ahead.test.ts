import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../src/concurrency/read-ahead.ts';

/** Resolves once all microtasks have run. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function givenNumbers(count: number, failure?: Error) {
  const given = { taken: 0 };
  async function* numbers() {
    for (let number = 1; number <= count; number += 1) {
      given.taken = number;
      yield number;
    }
    if (failure) throw failure;
  }
  return { given, numbers: numbers() };
}

describe('reading ahead', () => {
  it('takes a few items before they are asked for, and no more', async () => {
    const { given, numbers } = givenNumbers(100);
    const ahead = readAhead(numbers, 10);
    expect(await ahead.next()).toEqual({ done: false, value: 1 });
    await settled();
    expect(given.taken).toBeGreaterThan(5);
    expect(given.taken).toBeLessThanOrEqual(12);
  });

  it('keeps the order', async () => {
    expect(await collect(readAhead(givenNumbers(50).numbers, 3))).toEqual(
      Array.from({ length: 50 }, (_, at) => at + 1),
    );
  });

  it('fails after the items that came before the failure', async () => {
    const failure = new Error('no');
    const seen: number[] = [];
    const reading = (async () => {
      for await (const number of readAhead(givenNumbers(5, failure).numbers, 100)) {
        await settled();
        seen.push(number);
      }
    })();
    await expect(reading).rejects.toBe(failure);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
