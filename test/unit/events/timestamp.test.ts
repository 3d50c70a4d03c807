import { describe, expect, it } from 'vitest';
import { clampToLast24Hours, parseTimestamp } from '../../../src/events/timestamp.ts';

describe('a claimed time', () => {
  it.each([
    ['2026-03-02T12:00:00Z', '2026-03-02T12:00:00.000Z'],
    ['2026-03-02T12:00:00.5Z', '2026-03-02T12:00:00.500Z'],
    ['2026-03-02T12:00:00.123456789Z', '2026-03-02T12:00:00.123Z'],
    ['2026-03-02T12:00:00+02:00', '2026-03-02T10:00:00.000Z'],
    ['2026-03-02T12:00:00-11:30', '2026-03-02T23:30:00.000Z'],
  ])('is read from %s as %s', (text, time) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(time);
  });

  it.each([
    undefined,
    1_772_452_800,
    ['2026-03-02T12:00:00Z'],
    'yesterday',
    '2026-03-02',
    '2026-03-02T12:00:00',
    '2026-03-02T12:00Z',
    '2026-13-02T12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-03-02T24:00:00Z',
    ' 2026-03-02T12:00:00Z',
    '2026-03-02T12:00:00Z ',
    '2026-03-02T12:00:00.Z',
    '2026-03-02T12:00:00.1234567890Z',
    '2026-03-02T12:00:00+2:00',
    '2026-03-02T12:00:00*02:00',
    '+002026-03-02T12:00:00Z',
  ])('cannot be read from %j', (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  });

  it('is limited to the 24 hours before SQS received the message', () => {
    const sentAt = new Date('2026-03-02T12:00:00Z');
    const within = (claimed: string) => clampToLast24Hours(new Date(claimed), sentAt).toISOString();
    expect(within('2026-03-01T11:59:59Z')).toBe('2026-03-01T12:00:00.000Z');
    expect(within('2026-03-02T11:59:59Z')).toBe('2026-03-02T11:59:59.000Z');
    expect(within('2026-03-02T12:00:01Z')).toBe('2026-03-02T12:00:00.000Z');
  });
});
