import { describe, expect, it } from 'vitest';
import { isExpectedOf, isOfCanary, MAX_CANARY_RUN_SECONDS } from '../../../src/domain/canary.ts';
import type { Credential } from '../../../src/domain/credentials.ts';

const STARTED_AT = new Date('2026-11-24T12:00:00Z');
const later = (seconds: number) => new Date(STARTED_AT.getTime() + seconds * 1000);

const passwordOf = (createdAt: Date | undefined): Credential => ({
  kind: 'login-profile',
  id: 'login-profile',
  createdAt,
  status: undefined,
});

describe('the password of a canary run', () => {
  it.each([
    ['as the run starts', 0, true],
    ['a minute before it, by another clock', -60, true],
    ['longer before it', -61, false],
    ['at the latest that a run can last', MAX_CANARY_RUN_SECONDS + 60, true],
    ['after that', MAX_CANARY_RUN_SECONDS + 61, false],
  ])('of a run without times but its start is one created %s', (_, seconds, expected) => {
    expect(isOfCanary(passwordOf(later(seconds)), { startedAt: STARTED_AT })).toBe(expected);
  });

  it.each([
    ['lease', { leasedUntil: later(100) }],
    ['end', { leasedUntil: later(700), endedAt: later(100) }],
  ])('is created within a minute of its %s', (_, times) => {
    const run = { startedAt: STARTED_AT, ...times };
    expect(isOfCanary(passwordOf(later(160)), run)).toBe(true);
    expect(isOfCanary(passwordOf(later(161)), run)).toBe(false);
  });

  it('is the one whose time IAM has answered, and no other', () => {
    const run = { startedAt: STARTED_AT, passwordCreatedAt: later(5) };
    expect(isOfCanary(passwordOf(later(5)), run)).toBe(true);
    expect(isOfCanary(passwordOf(later(6)), run)).toBe(false);
    expect(isOfCanary(passwordOf(undefined), run)).toBe(false);
    expect(isOfCanary({ ...passwordOf(later(5)), kind: 'mfa-device' }, run)).toBe(false);
  });

  it('is expected until the run is over, and a violation afterwards', () => {
    const run = { startedAt: STARTED_AT, leasedUntil: later(100), passwordCreatedAt: later(5) };
    expect(isExpectedOf(passwordOf(later(5)), run, later(160))).toBe(true);
    expect(isExpectedOf(passwordOf(later(5)), run, later(161))).toBe(false);
  });
});
