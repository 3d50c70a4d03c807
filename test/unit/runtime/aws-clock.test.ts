import { describe, expect, it } from 'vitest';
import { checkClock } from '../../../src/guardrail/doctor/clock-check.ts';
import { correctedClock, isWrong, secondsAhead } from '../../../src/runtime/aws-clock.ts';

const AWS = new Date('2026-11-24T12:00:00Z');
const clockAhead = (seconds: number) => ({ now: () => new Date(AWS.getTime() + seconds * 1000) });

describe('the clock of a machine compared with the time of AWS', () => {
  it.each([
    [0, 'ok', 0],
    [60, 'ok', 60],
    [-60, 'ok', -60],
    [61, 'warning', 0],
    [-90, 'warning', 0],
    [600, 'warning', 0],
  ])('is checked and corrected when it is %i s ahead: %s', (seconds, status, aheadAfter) => {
    const clock = clockAhead(seconds);
    const ahead = secondsAhead(clock, AWS);
    expect(ahead).toBe(seconds);
    expect(checkClock(ahead)).toMatchObject({ id: 'clock', status });
    expect(isWrong(ahead)).toBe(status === 'warning');
    expect(secondsAhead(correctedClock(clock, ahead), AWS)).toBe(aheadAfter);
  });

  it('is not corrected where the answer of AWS has no time', () => {
    const clock = clockAhead(600);
    expect(secondsAhead(clock, undefined)).toBeUndefined();
    expect(checkClock(undefined)).toMatchObject({ status: 'unknown' });
    expect(correctedClock(clock, undefined)).toBe(clock);
  });

  it('is reported with the direction in which it is wrong', () => {
    expect(checkClock(90).detail).toContain('90 s ahead');
    expect(checkClock(-90).detail).toContain('90 s behind');
  });
});
