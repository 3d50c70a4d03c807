import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import {
  type AccountCoverage,
  coverageOf,
  coverageState,
  formatPercent,
  maxAuditAgeHours,
} from '../../../src/domain/coverage.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

let next = 300_000_000_000;
function account(fields: Partial<AccountCoverage> = {}): AccountCoverage {
  next += 1;
  return {
    account: parseAccountId(String(next)),
    auditedAt: hoursAgo(1),
    isKnown: true,
    hearing: 'heard',
    heardAt: hoursAgo(1),
    lostEvents: 0,
    ...fields,
  };
}

const covered = (...accounts: readonly AccountCoverage[]) =>
  coverageOf(accounts, { now: NOW, sweepEveryHours: 24, unresolvedSince: [], canaryCompletedAt: undefined });

describe('coverage', () => {
  it.each([
    [1, 3],
    [8, 10],
    [24, 30],
    [120, 150],
  ])('counts an audit as recent until a sweep every %i hours is overdue, after %i', (every, max) => {
    expect(maxAuditAgeHours(every)).toBe(max);
  });

  it.each<[string, Partial<AccountCoverage>, { audited: number; heard: number; both: number }]>([
    ['audited and heard', {}, { audited: 1, heard: 1, both: 1 }],
    ['audited at the limit', { auditedAt: hoursAgo(30) }, { audited: 1, heard: 1, both: 1 }],
    ['audited too long ago', { auditedAt: hoursAgo(30.01) }, { audited: 0, heard: 1, both: 0 }],
    ['never audited', { auditedAt: undefined }, { audited: 0, heard: 1, both: 0 }],
    ['audited by a clock far ahead', { auditedAt: hoursAgo(-2) }, { audited: 0, heard: 1, both: 0 }],
    ['in an unknown state', { isKnown: false }, { audited: 0, heard: 1, both: 0 }],
    ['heard too long ago', { heardAt: hoursAgo(31) }, { audited: 1, heard: 0, both: 0 }],
    ['silent, and heard lately', { hearing: 'silent' }, { audited: 1, heard: 0, both: 0 }],
    ['awaiting', { hearing: 'awaiting', heardAt: undefined }, { audited: 1, heard: 0, both: 0 }],
    ['uncovered', { hearing: 'uncovered', heardAt: undefined }, { audited: 1, heard: 0, both: 0 }],
  ])('of an account that is %s', (_, fields, { audited, heard, both }) => {
    expect(covered(account(fields))).toMatchObject({ accounts: 1, audited, heard, auditedAndHeard: both });
  });

  it('names each account that is missing, once for what is missing of it', () => {
    const [good, silent, uncovered, awaiting, old] = [
      account(),
      account({ hearing: 'silent' }),
      account({ hearing: 'uncovered', lostEvents: 2 }),
      account({ hearing: 'awaiting', auditedAt: undefined, heardAt: undefined }),
      account({ auditedAt: hoursAgo(90), heardAt: hoursAgo(90), lostEvents: 1 }),
    ];
    expect(covered(good, silent, uncovered, awaiting, old)).toEqual({
      accounts: 5,
      audited: 3,
      heard: 1,
      auditedAndHeard: 1,
      notAudited: [awaiting.account, old.account],
      awaiting: [awaiting.account, old.account],
      silent: [silent.account],
      uncovered: [uncovered.account],
      oldestAuditSeconds: 90 * 3600,
      oldestUnresolvedTriggerSeconds: undefined,
      canaryAgeSeconds: undefined,
      lostEvents: 3,
      maxAuditAgeHours: 30,
    });
  });

  it('says how long the oldest trigger has been without a result', () => {
    const at = { now: NOW, sweepEveryHours: 24, canaryCompletedAt: undefined };
    const oldest = (...unresolvedSince: readonly Date[]) =>
      coverageOf([], { ...at, unresolvedSince }).oldestUnresolvedTriggerSeconds;
    expect(oldest()).toBeUndefined();
    expect(oldest(hoursAgo(1), hoursAgo(3), hoursAgo(-5))).toBe(3 * 3600);
    expect(oldest(hoursAgo(-0.5))).toBe(0);
  });

  it('forgets no account: each is heard, awaiting, silent or uncovered', () => {
    const time = fc.option(fc.integer({ min: -200, max: 200 }).map(hoursAgo), { nil: undefined });
    const anyAccount = fc
      .record({
        auditedAt: time,
        heardAt: time,
        isKnown: fc.boolean(),
        hearing: fc.constantFrom('heard', 'awaiting', 'silent', 'uncovered'),
      })
      .map(account);
    fc.assert(
      fc.property(fc.array(anyAccount), (accounts) => {
        const found = covered(...accounts);
        const { awaiting, silent, uncovered, heard, audited, notAudited, auditedAndHeard } = found;
        expect(awaiting.length + silent.length + uncovered.length + heard).toBe(accounts.length);
        expect(audited + notAudited.length).toBe(accounts.length);
        expect(auditedAndHeard).toBeLessThanOrEqual(Math.min(audited, heard));
      }),
    );
  });
});

describe('the share', () => {
  it('is not known where no account was audited, and where there is none', () => {
    expect(coverageState(covered())).toEqual({ type: 'not-known-yet' });
    const fresh = account({ auditedAt: undefined, hearing: 'awaiting', heardAt: undefined });
    expect(coverageState(covered(fresh))).toEqual({ type: 'not-known-yet' });
  });

  it('is one finding where nothing at all is heard', () => {
    const silent = account({ hearing: 'silent', heardAt: undefined });
    expect(coverageState(covered(silent, silent))).toEqual({ type: 'nothing-heard' });
    expect(coverageState(covered(silent, account()))).toEqual({ type: 'known', share: 0.5 });
    const uncovered = account({ hearing: 'uncovered', heardAt: undefined });
    expect(coverageState(covered(uncovered))).toEqual({ type: 'known', share: 0 });
  });

  it.each([
    [0, 3, '0 %'],
    [1, 50_000, 'under 0.1 %'],
    [49_999, 50_000, '99.9 %'],
    [987, 1_000, '98.7 %'],
    [29, 100, '29.0 %'],
    [2, 3, '66.6 %'],
    [3, 3, '100 %'],
  ])('of %i of %i is written as %s', (part, whole, expected) => {
    expect(formatPercent(part, whole)).toBe(expected);
  });

  it('is written as 100 % only where it is the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 0, max: 60_000 }), (whole, any) => {
        const part = Math.min(whole, any);
        expect(formatPercent(part, whole) === '100 %').toBe(part === whole);
        expect(formatPercent(part, whole) === '0 %').toBe(part === 0);
      }),
    );
  });
});
