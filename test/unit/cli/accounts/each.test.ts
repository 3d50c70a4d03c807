import { describe, expect, it } from 'vitest';
import { LOOK_AHEAD, workInOrder, workOnEach } from '../../../../src/cli/accounts/each.ts';
import { createMemoryClock } from '../../../support/memory/clock.ts';
import { givenContext } from '../terminal-double.ts';

const CLOCK = createMemoryClock();

describe('work on many accounts', () => {
  it('is in order, and never more at a time than allowed', async () => {
    let running = 0;
    let most = 0;
    const { context } = givenContext();
    const worked = await workOnEach(context, CLOCK, {
      items: [1, 2, 3, 4, 5, 6, 7],
      concurrency: 3,
      on: async (item) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
        return item * 10;
      },
      whenInterrupted: 'finish',
    });
    expect(worked).toEqual([10, 20, 30, 40, 50, 60, 70].map((outcome) => ({ type: 'done', outcome })));
    expect(most).toBe(3);
  });

  it('goes on when one fails', async () => {
    const { context } = givenContext();
    const error = new Error('no');
    const on = async (item: number) => {
      if (item === 2) throw error;
      return item;
    };
    const worked = await workOnEach(context, CLOCK, {
      items: [1, 2, 3],
      concurrency: 1,
      on,
      whenInterrupted: 'finish',
    });
    expect(worked).toEqual([
      { type: 'done', outcome: 1 },
      { type: 'failed', error },
      { type: 'done', outcome: 3 },
    ]);
  });

  it.each([
    ['finish', [{ type: 'done', outcome: 'late' }, { type: 'left' }]],
    ['give-up', [{ type: 'left' }, { type: 'left' }]],
  ] as const)('begins nothing new after Ctrl-C; what was begun: %s', async (whenInterrupted, expected) => {
    const controller = new AbortController();
    const { context } = givenContext({}, controller.signal);
    let finish: (outcome: string) => void = () => {};
    const late = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const working = workOnEach(context, CLOCK, {
      items: [1, 2],
      concurrency: 1,
      on: () => {
        controller.abort();
        return late;
      },
      whenInterrupted,
    });
    if (whenInterrupted === 'finish') finish('late');
    expect(await working).toEqual(expected);
  });
});

describe('work on more accounts than are held', () => {
  function givenWork(items: AsyncIterable<number>, interrupted?: AbortSignal) {
    const { context, seen } = givenContext({}, interrupted);
    const given = { counted: 0, most: 0, begun: 0, read: 0 };
    const worked = workInOrder(context, CLOCK, {
      items,
      concurrency: 8,
      on: async (item) => {
        given.begun += 1;
        given.most = Math.max(given.most, given.begun - given.read);
        return item;
      },
      whenInterrupted: 'give-up',
      count: async () => {
        given.counted += 1;
        return 0;
      },
      progress: 'shown',
    });
    return { given, seen, worked };
  }

  it('is in order, and no further ahead of its reader than allowed', async () => {
    const { given, worked } = givenWork(numbersTo(3 * LOOK_AHEAD));
    for await (const { item, worked: one } of worked) {
      given.read += 1;
      expect(one).toEqual({ type: 'done', outcome: item });
      expect(item).toBe(given.read);
    }
    expect(given.read).toBe(3 * LOOK_AHEAD);
    expect(given.most).toBeLessThan(LOOK_AHEAD + 20);
  });

  it.each([
    [LOOK_AHEAD - 1, 0],
    [2 * LOOK_AHEAD, 1],
  ])('asks for the total of %i items: %i times', async (items, times) => {
    const { given, worked } = givenWork(numbersTo(items));
    for await (const _ of worked) given.read += 1;
    expect(given).toMatchObject({ read: items, counted: times });
  });

  it('leaves the items that come after Ctrl-C, and none of them out', async () => {
    const controller = new AbortController();
    async function* numbers() {
      yield* numbersTo(10);
      controller.abort();
      yield* numbersTo(LOOK_AHEAD);
    }
    const { worked } = givenWork(numbers(), controller.signal);
    let left = 0;
    let all = 0;
    for await (const { worked: one } of worked) {
      all += 1;
      if (one.type === 'left') left += 1;
    }
    expect(all).toBe(10 + LOOK_AHEAD);
    expect(left).toBeGreaterThanOrEqual(LOOK_AHEAD);
  });
});

async function* numbersTo(last: number): AsyncGenerator<number> {
  for (let number = 1; number <= last; number += 1) yield number;
}
