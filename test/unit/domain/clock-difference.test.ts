import { expect, it } from 'vitest';
import { isFarAhead } from '../../../src/domain/clock-difference.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

it.each([
  [false, '2026-11-24T11:00:00Z'],
  [false, '2026-11-24T12:00:00Z'],
  [false, '2026-11-24T13:00:00Z'],
  [true, '2026-11-24T13:00:00.001Z'],
])(
  'says %s that a recorded time is too far in the future for clocks that differ: %s at noon',
  (isFar, time) => {
    expect(isFarAhead(new Date(time), NOW)).toBe(isFar);
  },
);
