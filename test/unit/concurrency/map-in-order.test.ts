import { describe, expect, it, onTestFinished } from 'vitest';
import { type MapInOrderOptions, mapInOrder } from '../../../src/concurrency/map-in-order.ts';
import type { Source } from '../../../src/concurrency/read-ahead.ts';

async function mapAll<Item, Result>(
  source: Source<Item>,
  map: (item: Item) => Promise<Result>,
  options: Partial<MapInOrderOptions> = {},
) {
  const all = [];
  for await (const one of mapInOrder(source, map, { concurrency: 1, maxAhead: 10, ...options }))
    all.push(one);
  return all;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('mapping in order', () => {
  it('yields the results in the order of the items, whichever is done first', async () => {
    const map = async (turns: number) => {
      for (let passed = 0; passed < turns; passed += 1) await turn();
      return turns * 10;
    };
    expect(await mapAll([5, 1, 3], map, { concurrency: 3 })).toEqual(
      [5, 1, 3].map((item) => ({ item, mapped: { type: 'done', result: item * 10 } })),
    );
  });

  it('yields the items before a failure of the source, and then throws it', async () => {
    const failure = new Error('no more');
    async function* items() {
      yield 1;
      yield 2;
      throw failure;
    }
    const seen: number[] = [];
    const mapping = (async () => {
      for await (const { item } of mapInOrder(items(), turn, { concurrency: 1, maxAhead: 10 }))
        seen.push(item);
    })();
    await expect(mapping).rejects.toBe(failure);
    expect(seen).toEqual([1, 2]);
  });

  it('reports an item that fails, and maps those behind it', async () => {
    const error = new Error('no');
    const map = async (item: number) => {
      if (item === 1) throw error;
      return item;
    };
    expect((await mapAll([1, 2], map)).map(({ mapped }) => mapped)).toEqual([
      { type: 'failed', error },
      { type: 'done', result: 2 },
    ]);
  });

  it.each([1, 3, 8])('maps at most %i items at a time, and reaches that number', async (concurrency) => {
    let inFlight = 0;
    let most = 0;
    const map = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await turn();
      inFlight -= 1;
    };
    const items = Array.from({ length: 45 }, (_, item) => item);
    expect(await mapAll(items, map, { concurrency })).toHaveLength(45);
    expect(most).toBe(concurrency);
  });

  it('leaves no rejection unhandled when items fail behind a slow one that is not awaited', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const map = async (item: number) => {
      if (item > 1) throw new Error(`item ${item}`);
      for (let passed = 0; passed < 5; passed += 1) await turn();
    };
    for await (const { item } of mapInOrder([1, 2, 3], map, { concurrency: 3, maxAhead: 3 })) {
      if (item === 1) break;
    }
    await turn();
    expect(unhandled).toEqual([]);
  });

  it('calls the hooks with what was taken, what is done, and the total', async () => {
    const calls: string[] = [];
    await mapAll([1, 2], turn, {
      onTaken: (count) => calls.push(`taken ${count}`),
      onDone: () => calls.push('done'),
      onEnd: (count) => calls.push(`end ${count}`),
    });
    expect(calls.filter((call) => call === 'done')).toHaveLength(2);
    expect(calls.filter((call) => call !== 'done')).toEqual(['taken 1', 'taken 2', 'end 2']);
  });
});

describe('mapping in order, when the signal is aborted', () => {
  it.each([
    ['finish', 'done'],
    ['abandon', 'skipped'],
  ] as const)(
    'with %s: an item that was started is %s, and later ones are skipped',
    async (whenAborted, type) => {
      const controller = new AbortController();
      const map = async (item: number) => {
        controller.abort();
        await turn();
        return item;
      };
      const all = await mapAll([1, 2], map, { signal: controller.signal, whenAborted });
      expect(all.map(({ mapped }) => mapped.type)).toEqual([type, 'skipped']);
    },
  );

  it('reports a failure of an item as such', async () => {
    const controller = new AbortController();
    const error = new Error('no');
    const map = async () => {
      throw error;
    };
    const [first] = await mapAll([1], map, { signal: controller.signal, whenAborted: 'abandon' });
    expect(first?.mapped).toEqual({ type: 'failed', error });
  });
});
