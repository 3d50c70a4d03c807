import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  parseDuration,
  parseSince,
  parseTime,
  resolveSince,
} from '../../../../src/cli/options/duration.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

describe('a duration', () => {
  it.each([
    ['45s', 45],
    ['30m', 1800],
    ['12h', 43_200],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['1d12h', 129_600],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '12', 'h', '0h', '-1h', '1.5h', '1 h', '1y', 'P1D', '11y', '99999d', '1h!'])(
    'is not %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(/expected a duration such as 30m/);
    },
  );

  it.each([
    [59, '59s'],
    [90_000, '1d1h'],
    [86_399, '23h59m'],
    [604_800, '7d'],
    [0, '0s'],
    [-5, '0s'],
  ])('%i seconds reads %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('a time', () => {
  it('has a zone', () => {
    expect(parseTime('2026-12-31T18:00:00+01:00')).toEqual(new Date('2026-12-31T17:00:00Z'));
    expect(parseTime('2026-12-31T17:00Z')).toEqual(new Date('2026-12-31T17:00:00Z'));
  });

  it.each([
    '2026-12-31',
    '2026-12-31T17:00:00',
    'tomorrow',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-02-30T00:00Z',
    '2026-12-31T24:00:00Z',
    '1767225600',
  ])('is not %j', (text) => {
    expect(() => parseTime(text)).toThrow(/expected an ISO 8601 time with a zone/);
  });
});

describe('since', () => {
  it.each([
    ['7d', '2026-11-17T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T10:00:00Z', '2026-11-01T10:00:00.000Z'],
  ])('%s begins at %s', (text, timestamp) => {
    expect(resolveSince(parseSince(text), NOW).toISOString()).toBe(timestamp);
  });

  it.each(['yesterday', '7', '2026-11', '7days'])('is not %j', (text) => {
    expect(() => parseSince(text)).toThrow();
  });
});
