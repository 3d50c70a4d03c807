import { describe, expect, test } from 'vitest';
import { createClock } from '../src/clock.ts';

const START = new Date('2026-11-24T12:00:00Z');
const startPlus = (seconds: number) => new Date(START.getTime() + seconds * 1000);

describe('the manual clock', () => {
  test('moves only when it is advanced', () => {
    const clock = createClock({ mode: 'manual', start: START });
    expect(clock.now()).toEqual(START);
    clock.advance(90);
    expect(clock.now()).toEqual(startPlus(90));
  });

  test('fires the timers that fall due in the order of their times, each at its own time', () => {
    const clock = createClock({ mode: 'manual', start: START });
    const fired: [string, Date][] = [];
    const set = (name: string, seconds: number) =>
      clock.setTimer(startPlus(seconds), () => fired.push([name, clock.now()]));
    set('third', 30);
    set('first', 10);
    set('second', 20);
    set('too late', 61);
    clock.advance(60);
    expect(fired).toEqual([
      ['first', startPlus(10)],
      ['second', startPlus(20)],
      ['third', startPlus(30)],
    ]);
    expect(clock.now()).toEqual(startPlus(60));
  });

  test('fires a timer that was set by a timer in the same advance, and never one that was cancelled', () => {
    const clock = createClock({ mode: 'manual', start: START });
    const fired: string[] = [];
    const cancelled = clock.setTimer(startPlus(15), () => fired.push('cancelled'));
    clock.setTimer(startPlus(10), () => {
      fired.push('outer');
      cancelled.cancel();
      clock.setTimer(startPlus(20), () => fired.push('inner'));
    });
    clock.advance(30);
    expect(fired).toEqual(['outer', 'inner']);
  });
});

describe('invalid input to a clock', () => {
  test.each([-1, Number.NaN, 1e300, Number.POSITIVE_INFINITY])('is not advanced by %s seconds', (seconds) => {
    const clock = createClock({ mode: 'manual', start: START });
    expect(() => clock.advance(seconds)).toThrow(RangeError);
    expect(clock.now()).toEqual(START);
  });

  test('refuses a timer with an invalid date, which would block all others', () => {
    const clock = createClock({ mode: 'manual', start: START });
    expect(() => clock.setTimer(new Date(Number.NaN), () => {})).toThrow(RangeError);
  });

  test('removes a timer that is cancelled, and only that one', () => {
    const clock = createClock({ mode: 'manual', start: START });
    const fired: string[] = [];
    const timers = ['a', 'b', 'c'].map((name) => clock.setTimer(startPlus(10), () => fired.push(name)));
    timers[1]?.cancel();
    timers[1]?.cancel();
    clock.advance(10);
    timers[0]?.cancel();
    clock.setTimer(startPlus(20), () => fired.push('d'));
    timers[2]?.cancel();
    clock.advance(10);
    expect(fired).toEqual(['a', 'c', 'd']);
  });
});

describe('the real clock', () => {
  test('runs, can be advanced, and fires timers by itself', async () => {
    const clock = createClock({ mode: 'real', start: START });
    const fired = new Promise<Date>((resolve) => {
      // A timer does not keep the process alive; the test does.
      const keepAlive = setInterval(() => {}, 1000);
      clock.setTimer(startPlus(3600), () => {
        clearInterval(keepAlive);
        resolve(clock.now());
      });
    });
    clock.advance(3599.99);
    expect((await fired).getTime()).toBeGreaterThanOrEqual(startPlus(3600).getTime());
  });
});
