import { describe, expect, it } from 'vitest';
import { MAX_AHEAD, mapAccounts, streamAccounts } from '../../../../src/cli/operations/map-accounts.ts';
import { createMemoryClock } from '../../../support/memory/clock.ts';
import { givenContext } from '../terminal-double.ts';

const CLOCK = createMemoryClock();

describe('mapping accounts', () => {
  it('keeps the order, and works on no more accounts at a time than allowed', async () => {
    let running = 0;
    let maxRunning = 0;
    const { context } = givenContext();
    const worked = await mapAccounts(context, CLOCK, {
      items: [1, 2, 3, 4, 5, 6, 7],
      concurrency: 3,
      map: async (item) => {
        running += 1;
        maxRunning = Math.max(maxRunning, running);
        await new Promise(setImmediate);
        running -= 1;
        return item * 10;
      },
      whenInterrupted: 'finish',
    });
    expect(worked).toEqual([10, 20, 30, 40, 50, 60, 70].map((result) => ({ type: 'done', result })));
    expect(maxRunning).toBe(3);
  });

  it('goes on when one account fails', async () => {
    const { context } = givenContext();
    const error = new Error('no');
    const map = async (item: number) => {
      if (item === 2) throw error;
      return item;
    };
    const worked = await mapAccounts(context, CLOCK, {
      items: [1, 2, 3],
      concurrency: 1,
      map,
      whenInterrupted: 'finish',
    });
    expect(worked).toEqual([
      { type: 'done', result: 1 },
      { type: 'failed', error },
      { type: 'done', result: 3 },
    ]);
  });

  it.each([
    ['finish', [{ type: 'done', result: 'late' }, { type: 'skipped' }]],
    ['abandon', [{ type: 'skipped' }, { type: 'skipped' }]],
  ] as const)(
    'starts nothing after Ctrl-C; what becomes of what was started: %s',
    async (whenInterrupted, expected) => {
      const controller = new AbortController();
      const { context } = givenContext({}, controller.signal);
      let finish: (result: string) => void = () => {};
      const late = new Promise<string>((resolve) => {
        finish = resolve;
      });
      const working = mapAccounts(context, CLOCK, {
        items: [1, 2],
        concurrency: 1,
        map: () => {
          controller.abort();
          return late;
        },
        whenInterrupted,
      });
      if (whenInterrupted === 'finish') finish('late');
      expect(await working).toEqual(expected);
    },
  );
});

describe('streaming more accounts than are held in memory', () => {
  function givenWork(items: AsyncIterable<number>, interrupted?: AbortSignal) {
    const { context, seen } = givenContext({}, interrupted);
    const given = { counted: 0, maxAhead: 0, started: 0, read: 0 };
    const worked = streamAccounts(context, CLOCK, {
      items,
      concurrency: 8,
      map: async (item) => {
        given.started += 1;
        given.maxAhead = Math.max(given.maxAhead, given.started - given.read);
        return item;
      },
      whenInterrupted: 'abandon',
      count: async () => {
        given.counted += 1;
        return 0;
      },
      progress: 'shown',
    });
    return { given, seen, worked };
  }

  it('keeps the order, and is no further ahead of its reader than allowed', async () => {
    const { given, worked } = givenWork(numbersTo(3 * MAX_AHEAD));
    for await (const { item, mapped: one } of worked) {
      given.read += 1;
      expect(one).toEqual({ type: 'done', result: item });
      expect(item).toBe(given.read);
    }
    expect(given.read).toBe(3 * MAX_AHEAD);
    expect(given.maxAhead).toBeLessThan(MAX_AHEAD + 20);
  });

  it.each([
    [MAX_AHEAD - 1, 0],
    [2 * MAX_AHEAD, 1],
  ])('of %i accounts: asks for the total %i times', async (items, times) => {
    const { given, worked } = givenWork(numbersTo(items));
    for await (const _ of worked) given.read += 1;
    expect(given).toMatchObject({ read: items, counted: times });
  });

  it('yields the accounts that come after Ctrl-C as skipped', async () => {
    const controller = new AbortController();
    async function* numbers() {
      yield* numbersTo(10);
      controller.abort();
      yield* numbersTo(MAX_AHEAD);
    }
    const { worked } = givenWork(numbers(), controller.signal);
    let skipped = 0;
    let all = 0;
    for await (const { mapped: one } of worked) {
      all += 1;
      if (one.type === 'skipped') skipped += 1;
    }
    expect(all).toBe(10 + MAX_AHEAD);
    expect(skipped).toBeGreaterThanOrEqual(MAX_AHEAD);
  });
});

async function* numbersTo(last: number): AsyncGenerator<number> {
  for (let number = 1; number <= last; number += 1) yield number;
}
