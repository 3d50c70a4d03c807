import * as v from 'valibot';
import { type AccountId, accountIdSchema } from '../../domain/account.ts';
import { isFarAhead } from '../../domain/clock-difference.ts';
import { RootguardError } from '../../domain/errors.ts';
import {
  count,
  describeIssue,
  type InputIssue,
  isCount,
  maybe,
  objectWithOthers,
  parse,
  utcTimestamp,
} from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { Breaker, BreakerState } from '../../guardrail/ports/breaker.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { isStillAt } from './revision.ts';
import { conditionalWrite, getItem, type Item, MAX_CONFLICTS, putItem, type Table, toItem } from './table.ts';

const WINDOW_MS = 60 * 60 * 1000;

/**
 * One item that all invocations share. Each write increments the revision and is refused if the revision that was read is
 * outdated. Attributes of a newer rootguard are kept until an operator acknowledges, which starts a new record.
 */
const record = objectWithOthers({
  revision: count,
  windowStartedAt: maybe(utcTimestamp),
  accounts: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => (value instanceof Set ? [...value] : value)),
      v.array(accountIdSchema),
    ),
    [],
  ),
  openSince: maybe(utcTimestamp),
  acknowledgedBy: maybe(v.string()),
  acknowledgedAt: maybe(utcTimestamp),
});

interface BreakerRecord extends v.InferOutput<typeof record> {
  readonly unreadable?: readonly string[] | undefined;
}

export function createBreaker(table: Table): Breaker {
  return {
    async state(now) {
      return stateOf((await read(table, now)).current, now);
    },
    permit: (account, maxAccountsPerHour, now) =>
      update(table, now, (current) => permitChange(current, account, maxAccountsPerHour, now)),
    async wouldPermit(account, maxAccountsPerHour, now) {
      const { current } = await read(table, now);
      return permitChange(current, account, maxAccountsPerHour, now).state;
    },
    acknowledge: (openSince, by, now) =>
      update(table, now, (current) => {
        const isSameOpening = current.openSince?.getTime() === openSince.getTime();
        if (!isSameOpening) return { state: stateOf(current, now) };
        return {
          state: { type: 'closed', accountsThisHour: 0 },
          next: {
            revision: current.revision,
            windowStartedAt: undefined,
            accounts: [],
            openSince: undefined,
            acknowledgedBy: by,
            acknowledgedAt: now,
          },
        };
      }),
  };
}

function permitChange(
  current: BreakerRecord,
  account: AccountId,
  maxAccountsPerHour: number,
  now: Date,
): Change {
  const state = stateOf(current, now);
  if (state.type === 'open') return { state };
  const accounts = accountsWithinHour(current, now);
  if (accounts.includes(account)) return { state };
  if (accounts.length >= maxAccountsPerHour) {
    return { state: { type: 'open', since: now }, next: { ...current, openSince: now } };
  }
  return {
    state: { type: 'closed', accountsThisHour: accounts.length + 1 },
    next: {
      ...current,
      windowStartedAt: accounts.length > 0 ? current.windowStartedAt : now,
      accounts: [...accounts, account],
    },
  };
}

function stateOf(current: BreakerRecord, now: Date): BreakerState {
  const { openSince: since, unreadable } = current;
  if (since !== undefined) return { type: 'open', since, ...(unreadable && { unreadable }) };
  return { type: 'closed', accountsThisHour: accountsWithinHour(current, now).length };
}

/**
 * The hour starts with its first account. Once it is over, no account is counted. A start that is in the future by this clock is
 * not moved: this clock may be the one that is wrong, and would end the hour of all others.
 */
function accountsWithinHour(current: BreakerRecord, now: Date): readonly AccountId[] {
  const startedAt = current.windowStartedAt?.getTime();
  if (startedAt === undefined || now.getTime() - startedAt >= WINDOW_MS) return [];
  return current.accounts;
}

interface Change {
  readonly state: BreakerState;
  /** Undefined when nothing has to be written. */
  readonly next?: BreakerRecord;
}

async function update(
  table: Table,
  now: Date,
  decide: (current: BreakerRecord) => Change,
): Promise<BreakerState> {
  for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
    const { current, storedRevision } = await read(table, now);
    const { state, next } = decide(current);
    if (next === undefined || (await write(table, next, storedRevision))) return state;
  }
  throw new RootguardError('breaker-contended', 'the breaker could not be updated: too many conflicts');
}

interface StoredBreaker {
  readonly current: BreakerRecord;
  readonly storedRevision: unknown;
}

/** An hour that starts far in the future would last until then, and so would its permits: it counts as unreadable. */
async function read(table: Table, now: Date): Promise<StoredBreaker> {
  const item = (await getItem(table, { account: RESERVED_KEYS.breaker })) ?? { revision: 0 };
  const storedRevision = item.revision;
  const parsed = parse(record, item);
  if (parsed.type === 'invalid') return { current: unreadableRecord(item, parsed.issues), storedRevision };
  const { windowStartedAt } = parsed.value;
  if (windowStartedAt !== undefined && isFarAhead(windowStartedAt, now)) {
    const message = 'must not be more than an hour in the future';
    return { current: unreadableRecord(item, [{ path: 'windowStartedAt', message }]), storedRevision };
  }
  // A stored attribute of that name says nothing about this reading.
  return { current: { ...parsed.value, unreadable: undefined }, storedRevision };
}

/** Open, and since the same time at every read, so that it is notified once and can be acknowledged. */
function unreadableRecord(item: Item, issues: readonly InputIssue[]): BreakerRecord {
  const times = [item.openSince, item.windowStartedAt, item.acknowledgedAt].flatMap((time) => {
    const parsed = parse(utcTimestamp, time);
    return parsed.type === 'parsed' ? [parsed.value] : [];
  });
  return {
    revision: isCount(item.revision) ? item.revision : 0,
    windowStartedAt: undefined,
    accounts: [],
    openSince: times[0] ?? new Date(0),
    acknowledgedBy: undefined,
    acknowledgedAt: undefined,
    unreadable: issues.map((issue) => describeIssue(issue, 'item')),
  };
}

function write(table: Table, next: BreakerRecord, storedRevision: unknown): Promise<boolean> {
  return conditionalWrite(
    putItem(table, {
      Item: toItem({
        ...next,
        account: RESERVED_KEYS.breaker,
        schemaVersion: SCHEMA_VERSION,
        revision: next.revision + 1,
        // DynamoDB has no empty sets.
        accounts: next.accounts.length > 0 ? new Set(next.accounts) : undefined,
      }),
      ...isStillAt(storedRevision),
    }),
  );
}
