import { describe, expect, it } from 'vitest';
import { checkClock } from '../../../../src/guardrail/doctor/clock-check.ts';

describe('the check of the clock', () => {
  it.each([
    [0, '0 s ahead'],
    [-1, '1 s behind'],
    [60, '60 s ahead'],
    [-60, '60 s behind'],
  ])('passes where the clock is ahead by %i s, and says by how much', (ahead, detail) => {
    expect(checkClock(ahead)).toMatchObject({ id: 'clock', status: 'ok', detail });
  });

  it.each([
    [61, '61 s ahead'],
    [-61, '61 s behind'],
  ])('warns where the clock is ahead by %i s, which is more than a minute', (ahead, detail) => {
    expect(checkClock(ahead)).toMatchObject({
      id: 'clock',
      status: 'warning',
      detail,
      advice: "Set this machine's clock; until then commands use AWS's time.",
    });
  });

  it("reports not-checked where AWS's answer had no time, and how to compare by hand", () => {
    expect(checkClock(undefined)).toMatchObject({
      id: 'clock',
      status: 'unknown',
      detail: 'the answer of AWS had no time',
      advice: 'Compare it by hand: date -u.',
    });
  });
});
