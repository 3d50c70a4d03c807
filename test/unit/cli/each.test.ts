import { describe, expect, it } from 'vitest';
import { workOnEach } from '../../../src/cli/accounts/each.ts';
import { createMemoryClock } from '../../support/memory/clock.ts';
import { givenContext } from './terminal-double.ts';

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
        await Promise.resolve();
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
