import { createClock } from 'organization-sandbox/clock.ts';
import { expect, it } from 'vitest';
import { startSchedules } from '../../src/local/schedules.ts';

const START = new Date('2026-11-24T12:00:00Z');

function givenSchedules() {
  const clock = createClock({ mode: 'manual', start: START });
  const runs: string[] = [];
  const schedules = startSchedules(
    clock,
    async (task) => {
      runs.push(task);
    },
    () => {},
  );
  return { clock, runs, schedules };
}

it('the local schedules sweep at once, and then every day', async () => {
  const { clock, runs, schedules } = givenSchedules();
  expect(runs).toEqual(['full-sweep']);
  await new Promise(setImmediate);
  clock.advance(86_399);
  await new Promise(setImmediate);
  expect(runs.filter((task) => task === 'full-sweep')).toHaveLength(1);
  clock.advance(1);
  await schedules.stop();
  expect(runs.filter((task) => task === 'full-sweep')).toHaveLength(2);
});

it('stopping the local schedules waits for the running sweep', async () => {
  let finish = () => {};
  const sweep = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const schedules = startSchedules(
    createClock({ mode: 'manual', start: START }),
    () => sweep,
    () => {},
  );
  let isStopped = false;
  const stopped = schedules.stop().then(() => {
    isStopped = true;
  });
  await new Promise(setImmediate);
  expect(isStopped).toBe(false);
  finish();
  await stopped;
});
