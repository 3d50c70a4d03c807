import { expect, it } from 'vitest';
import { createPace } from '../../../../src/aws/preflight/pace.ts';

const START = new Date('2026-11-24T12:00:00Z').getTime();

/** A clock that only a pause moves. */
function givenPace(perSecond: number) {
  let now = START;
  const startedAt: number[] = [];
  const clock = { now: () => new Date(now) };
  const pause = async (milliseconds: number) => {
    now += milliseconds;
  };
  const pace = createPace(perSecond, clock, pause);
  return {
    startedAt,
    call: () =>
      pace(async () => {
        startedAt.push(now - START);
        return 'answer';
      }),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

it('lets no more calls begin in a second than allowed', async () => {
  const { call, startedAt } = givenPace(2);
  for (let count = 0; count < 4; count += 1) expect(await call()).toBe('answer');
  expect(startedAt).toEqual([0, 500, 1000, 1500]);
});

it('does not hold up a call after a time without any', async () => {
  const { call, startedAt, advance } = givenPace(2);
  await call();
  advance(10_000);
  await call();
  await call();
  expect(startedAt).toEqual([0, 10_000, 10_500]);
});
