import type { AccountId } from '../../domain/account.ts';
import { type CanaryTimes, isExpectedOf } from '../../domain/canary.ts';
import type { Credential } from '../../domain/credentials.ts';
import type { LedgerEntry } from '../../domain/ledger-entry.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** One enforcement that removed something, by the `outcome` in the ledger. */
export interface RemovalRecord {
  readonly account: AccountId;
  readonly at: Date;
  readonly credentials: readonly Credential[];
  /** The CloudTrail event that led to it. */
  readonly eventName: string | undefined;
  /** From the event to the verified removal; undefined when no event led to it, as in a sweep. */
  readonly milliseconds: number | undefined;
}

/** Removals in a period, oldest first. */
export interface RemovalHistory {
  readonly since: Date;
  readonly until: Date;
  readonly removals: readonly RemovalRecord[];
}

/**
 * Undefined for an entry that removed nothing.
 * @param canaryRuns of the account, whose passwords are no removals that anybody caused
 */
export function removalFrom(
  entry: LedgerEntry,
  canaryRuns: readonly CanaryTimes[] = [],
): RemovalRecord | undefined {
  if (entry.type !== 'outcome' || entry.account === 'organization') return undefined;
  const credentials = entry.results
    .filter(({ result, reason }) => result === 'removed' && reason !== 'created-by-canary')
    .map(({ credential }) => credential)
    .filter((credential) => !canaryRuns.some((run) => isExpectedOf(credential, run, entry.at)));
  if (credentials.length === 0) return undefined;
  const trigger = entry.triggers.find(({ type }) => type === 'root-credential-changed');
  const event = trigger !== undefined && 'event' in trigger ? trigger.event : undefined;
  return {
    account: entry.account,
    at: entry.at,
    credentials,
    eventName: event?.name,
    milliseconds: trigger === undefined ? undefined : Math.max(0, entry.at.getTime() - trigger.at.getTime()),
  };
}

export interface RemovalBucket {
  /** The start of the day (UTC), or of the first of its days. */
  readonly from: Date;
  readonly days: number;
  readonly credentials: number;
}

/** How many credentials were removed on each day, or in spans of several days so that there are at most `maxBuckets`. */
export function removalsOverTime(
  { since, until, removals }: RemovalHistory,
  maxBuckets = 45,
): readonly RemovalBucket[] {
  const first = startOfDay(since);
  const days = Math.floor((startOfDay(until) - first) / DAY_MS) + 1;
  const span = Math.max(1, Math.ceil(days / maxBuckets));
  const counts = Array.from({ length: Math.ceil(days / span) }, () => 0);
  for (const { at, credentials } of removals) {
    const index = Math.floor((at.getTime() - first) / (span * DAY_MS));
    if (index in counts) counts[index] = (counts[index] ?? 0) + credentials.length;
  }
  return counts.map((credentials, index) => ({
    from: new Date(first + index * span * DAY_MS),
    days: span,
    credentials,
  }));
}

export interface TimesToRemoval {
  readonly events: number;
  readonly medianMs: number;
  readonly percentile95Ms: number;
  readonly maxMs: number;
}

/** From event to removal; undefined when no event led to a removal. */
export function timesToRemoval({ removals }: RemovalHistory): TimesToRemoval | undefined {
  const times = removals
    .flatMap(({ milliseconds }) => milliseconds ?? [])
    .toSorted((one, other) => one - other);
  const maxMs = times.at(-1);
  if (maxMs === undefined) return undefined;
  // Nearest rank: always a measured time, never an interpolated one.
  const rank = (share: number) => times[Math.ceil(share * times.length) - 1] ?? maxMs;
  return { events: times.length, medianMs: rank(0.5), percentile95Ms: rank(0.95), maxMs };
}

function startOfDay(timestamp: Date): number {
  return Math.floor(timestamp.getTime() / DAY_MS) * DAY_MS;
}
