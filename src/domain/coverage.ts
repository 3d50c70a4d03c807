import type { AccountId } from './account.ts';
import { isFarAhead } from './clock-difference.ts';
import type { HearingState } from './hearing.ts';

/** What is known of one active member account. */
export interface AccountCoverage {
  readonly account: AccountId;
  /** Of the latest audit that could read the account, however old. Undefined where there is none. */
  readonly auditedAt: Date | undefined;
  /** Whether its state is known now. It is not where what is stored does not parse or an enforcement has no result yet. */
  readonly isKnown: boolean;
  readonly hearing: HearingState;
  /** Of the latest heartbeat. */
  readonly heardAt: Date | undefined;
  /** Changes that sweeps found and no event reported. */
  readonly lostEvents: number;
}

/** How much of the organization rootguard demonstrably watches. Counts are of active member accounts. */
export interface Coverage {
  readonly accounts: number;
  /** Audited within `maxAuditAgeHours`, and their state is known. */
  readonly audited: number;
  /** Heard within `maxAuditAgeHours`, and not silent now. */
  readonly heard: number;
  /** Both. */
  readonly auditedAndHeard: number;
  readonly notAudited: readonly AccountId[];
  /** Covered, neither heard nor silent: no audit has been waiting for its heartbeat long enough. */
  readonly awaiting: readonly AccountId[];
  readonly silent: readonly AccountId[];
  readonly uncovered: readonly AccountId[];
  /** Undefined where no audit could read any account. */
  readonly oldestAuditSeconds: number | undefined;
  /** Undefined where nothing is unresolved. */
  readonly oldestUnresolvedTriggerSeconds: number | undefined;
  /** Since the latest run of the canary that saw every hop. Undefined where none is known. */
  readonly canaryAgeSeconds: number | undefined;
  readonly lostEvents: number;
  readonly maxAuditAgeHours: number;
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * How old an audit may be to count: the interval between sweeps, and as much again as a sweep may be late before the alarm
 * `sweep-missed`. With the interval alone, each account whose turn comes later in a sweep than in the one before would drop out.
 */
export function maxAuditAgeHours(sweepEveryHours: number): number {
  return sweepEveryHours + Math.max(2, Math.ceil(sweepEveryHours / 4));
}

export interface CoverageAt {
  readonly now: Date;
  readonly sweepEveryHours: number;
  /** Since when each enforcement has been without a recorded result, and each requested audit of a scope has been waiting. */
  readonly unresolvedSince: readonly Date[];
  readonly canaryCompletedAt: Date | undefined;
}

export function coverageOf(
  accounts: readonly AccountCoverage[],
  { now, sweepEveryHours, unresolvedSince, canaryCompletedAt }: CoverageAt,
): Coverage {
  const maxHours = maxAuditAgeHours(sweepEveryHours);
  const isRecent = (time: Date | undefined) =>
    time !== undefined && !isFarAhead(time, now) && now.getTime() - time.getTime() <= maxHours * HOUR_MS;
  const isAudited = (one: AccountCoverage) => one.isKnown && isRecent(one.auditedAt);
  const isHeard = (one: AccountCoverage) => one.hearing === 'heard' && isRecent(one.heardAt);
  const isMissing = (one: AccountCoverage) =>
    one.hearing === 'awaiting' || (one.hearing === 'heard' && !isHeard(one));
  return {
    accounts: accounts.length,
    audited: accounts.filter(isAudited).length,
    heard: accounts.filter(isHeard).length,
    auditedAndHeard: accounts.filter((one) => isAudited(one) && isHeard(one)).length,
    notAudited: idsOf(accounts.filter((one) => !isAudited(one))),
    awaiting: idsOf(accounts.filter(isMissing)),
    silent: idsOf(accounts.filter(({ hearing }) => hearing === 'silent')),
    uncovered: idsOf(accounts.filter(({ hearing }) => hearing === 'uncovered')),
    oldestAuditSeconds: oldestSeconds(
      accounts.flatMap(({ auditedAt }) => auditedAt ?? []),
      now,
    ),
    oldestUnresolvedTriggerSeconds: oldestSeconds(unresolvedSince, now),
    canaryAgeSeconds: oldestSeconds(canaryCompletedAt ? [canaryCompletedAt] : [], now),
    lostEvents: accounts.reduce((sum, { lostEvents }) => sum + lostEvents, 0),
    maxAuditAgeHours: maxHours,
  };
}

function idsOf(accounts: readonly AccountCoverage[]): readonly AccountId[] {
  return accounts.map(({ account }) => account);
}

/** Times that a wrong clock wrote do not count. */
function oldestSeconds(times: readonly Date[], now: Date): number | undefined {
  const ages = times.filter((time) => !isFarAhead(time, now)).map((time) => now.getTime() - time.getTime());
  if (ages.length === 0) return undefined;
  return Math.max(0, Math.round(ages.reduce((oldest, age) => Math.max(oldest, age)) / 1000));
}

export type CoverageState =
  /** No account has been audited yet, or there is none. */
  | { readonly type: 'not-known-yet' }
  /** Covered accounts were audited long enough ago, and not one was heard: one cause, and not as many silent accounts. */
  | { readonly type: 'nothing-heard' }
  /** Of the active accounts, how many were audited and are heard: from 0 to 1. */
  | { readonly type: 'known'; readonly share: number };

export function coverageState(coverage: Coverage): CoverageState {
  const { accounts, auditedAndHeard, oldestAuditSeconds } = coverage;
  if (accounts === 0 || oldestAuditSeconds === undefined) return { type: 'not-known-yet' };
  if (isNothingHeard(coverage)) return { type: 'nothing-heard' };
  return { type: 'known', share: auditedAndHeard / accounts };
}

export function isNothingHeard({ heard, silent }: Pick<Coverage, 'heard' | 'silent'>): boolean {
  return heard === 0 && silent.length > 0;
}

/**
 * Whether most accounts were audited just now, or by an earlier rootguard, which expected no heartbeat: whether they are heard shows half
 * an hour after the next sweep.
 */
export function isHearingNotKnownYet({
  accounts,
  awaiting,
  notAudited,
}: Pick<Coverage, 'accounts' | 'awaiting' | 'notAudited'>): boolean {
  const unread = new Set(notAudited);
  return awaiting.filter((account) => !unread.has(account)).length * 2 > accounts;
}

/** To a tenth of a percent, rounded down: only all is `100 %`, and only none is `0 %`. */
export function formatPercent(part: number, whole: number): string {
  const tenths = Math.floor((part * 1000) / whole);
  if (tenths === 0 && part > 0) return 'under 0.1 %';
  return tenths % 1000 === 0 ? `${tenths / 10} %` : `${(tenths / 10).toFixed(1)} %`;
}
