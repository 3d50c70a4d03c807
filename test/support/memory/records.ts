import { isDeepStrictEqual } from 'node:util';
import type { AccountId } from '../../../src/domain/account.ts';
import { isFarAhead } from '../../../src/domain/clock-difference.ts';
import { RootguardError } from '../../../src/domain/errors.ts';
import type { LedgerEntry, MalformedEntry, StoredEntry } from '../../../src/domain/ledger-entry.ts';
import type { OpenEnforcement, Posture } from '../../../src/domain/posture.ts';
import type { Breaker, BreakerState } from '../../../src/guardrail/ports/breaker.ts';
import type { Ledger, LedgerArchive, LedgerReader } from '../../../src/guardrail/ports/ledger.ts';
import type {
  AuditTimes,
  EnforcementChanges,
  PostureStore,
  PostureWithRevision,
  StoredPosture,
} from '../../../src/guardrail/ports/posture.ts';
import type { SentNotifications } from '../../../src/guardrail/ports/sent-notifications.ts';
import type { CallLog } from './call-log.ts';

export interface MemoryLedger extends Ledger, LedgerReader, LedgerArchive {
  /** In the order of writing. */
  readonly entries: readonly LedgerEntry[];
  /** Adds an entry as another version of rootguard would have written it. */
  putMalformed(entry: MalformedEntry): void;
}

export function createMemoryLedger(log: CallLog): MemoryLedger {
  const entries: LedgerEntry[] = [];
  const malformed: MalformedEntry[] = [];
  const stored = (): readonly StoredEntry[] =>
    [...entries, ...malformed].toSorted((one, other) => (fullKey(one) < fullKey(other) ? -1 : 1));
  const isSince = (entry: StoredEntry, since: Date | undefined) =>
    since === undefined || sortKey(entry) >= since.toISOString();
  return {
    entries,
    putMalformed: (entry) => malformed.push(entry),
    async append(entry) {
      await log.enter('ledger.append', entry.account);
      const known = entries.find((one) => one.account === entry.account && sortKey(one) === sortKey(entry));
      if (isDeepStrictEqual(known, entry)) return;
      if (known) {
        throw new RootguardError('ledger-entry-exists', `the entry ${sortKey(entry)} exists already`);
      }
      entries.push(entry);
    },
    async *read(account, since) {
      await log.enter('ledger.read', account);
      yield* stored().filter((entry) => entry.account === account && isSince(entry, since));
    },
    async *readAll(since) {
      await log.enter('ledger.readAll');
      yield* stored().filter((entry) => isSince(entry, since));
    },
  };
}

function fullKey(entry: StoredEntry): string {
  return `${entry.account} ${sortKey(entry)}`;
}

function sortKey(entry: StoredEntry): string {
  return entry.type === 'malformed' ? entry.key : `${entry.at.toISOString()}#${entry.id}`;
}

interface PostureRow {
  readonly enforcements: Map<string, OpenEnforcement>;
  reserved: number;
  revision: number;
  posture: Posture | undefined;
}

export function createMemoryPosture(log: CallLog): PostureStore & AuditTimes {
  const rows = new Map<AccountId, PostureRow>();
  const rowOf = (account: AccountId): PostureRow => {
    const row = rows.get(account) ?? {
      enforcements: new Map(),
      reserved: 0,
      revision: 0,
      posture: undefined,
    };
    rows.set(account, row);
    return row;
  };
  const reserve = (account: AccountId): PostureWithRevision => {
    const row = rowOf(account);
    row.reserved = Math.max(row.reserved, row.revision) + 1;
    return { ...storedOf(account, row), revision: row.reserved };
  };
  const change = (account: AccountId, { closed = [], ended = [] }: EnforcementChanges = {}) => {
    const { enforcements } = rowOf(account);
    for (const id of closed) enforcements.delete(id);
    for (const one of ended) enforcements.set(one.id, one);
  };
  return {
    async read(account) {
      await log.enter('posture.read', account);
      const row = rows.get(account);
      return row && hasContent(row) ? storedOf(account, row) : undefined;
    },
    async reserveRevision(account) {
      await log.enter('posture.reserveRevision', account);
      return reserve(account);
    },
    async startEnforcement(account, enforcement) {
      await log.enter('posture.startEnforcement', account);
      rowOf(account).enforcements.set(enforcement.id, enforcement);
      return reserve(account);
    },
    async record(posture, revision, changes) {
      await log.enter('posture.record', posture.account);
      const row = rowOf(posture.account);
      change(posture.account, changes);
      if (row.revision > revision) return 'superseded';
      row.posture = posture;
      row.revision = revision;
      return 'recorded';
    },
    async updateEnforcements(account, changes) {
      await log.enter('posture.updateEnforcements', account);
      change(account, changes);
    },
    async readAuditedSince(since, now) {
      await log.enter('posture.readAuditedSince');
      const audited = [...rows].filter(
        ([, { posture }]) =>
          posture !== undefined && posture.auditedAt >= since && !isFarAhead(posture.auditedAt, now),
      );
      return new Set(audited.map(([account]) => account));
    },
    async *readAll() {
      await log.enter('posture.readAll');
      for (const [account, row] of rows) if (hasContent(row)) yield storedOf(account, row);
    },
  };
}

function storedOf(account: AccountId, { posture, enforcements }: PostureRow): StoredPosture {
  return { account, posture, enforcements: [...enforcements.values()], issues: [] };
}

function hasContent({ posture, enforcements }: PostureRow): boolean {
  return posture !== undefined || enforcements.size > 0;
}

export function createMemorySentNotifications(log: CallLog): SentNotifications {
  const sent = new Map<string, { readonly at: Date; readonly until: Date }>();
  return {
    async wasSent(fingerprint, now) {
      await log.enter('sentNotifications.wasSent');
      const known = sent.get(fingerprint);
      return known !== undefined && now < known.until && !isFarAhead(known.at, now);
    },
    async recordSent(fingerprint, now, seconds) {
      await log.enter('sentNotifications.recordSent');
      sent.set(fingerprint, { at: now, until: new Date(now.getTime() + seconds * 1000) });
    },
  };
}

const HOUR_MS = 60 * 60 * 1000;

export function createMemoryBreaker(log: CallLog): Breaker {
  let openSince: Date | undefined;
  let startedAt: Date | undefined;
  let counted = new Set<AccountId>();

  const state = (now: Date): BreakerState => {
    if (openSince) return { type: 'open', since: openSince };
    if (startedAt === undefined || now.getTime() - startedAt.getTime() >= HOUR_MS) {
      startedAt = undefined;
      counted = new Set();
    }
    return { type: 'closed', accountsThisHour: counted.size };
  };

  return {
    async state(now) {
      await log.enter('breaker.state');
      return state(now);
    },
    async permit(account, maxAccountsPerHour, now) {
      await log.enter('breaker.permit', account);
      if (startedAt && startedAt > now) startedAt = now;
      if (state(now).type === 'closed' && !counted.has(account)) {
        if (counted.size >= maxAccountsPerHour) openSince = now;
        else {
          startedAt ??= now;
          counted.add(account);
        }
      }
      return state(now);
    },
    async wouldPermit(account, maxAccountsPerHour, now) {
      await log.enter('breaker.wouldPermit', account);
      const current = state(now);
      if (current.type === 'open' || counted.has(account)) return current;
      return counted.size >= maxAccountsPerHour
        ? { type: 'open', since: now }
        : { type: 'closed', accountsThisHour: counted.size + 1 };
    },
    async acknowledge(opening, _by, now) {
      await log.enter('breaker.acknowledge');
      if (openSince?.getTime() !== opening.getTime()) return state(now);
      openSince = undefined;
      startedAt = undefined;
      counted = new Set();
      return state(now);
    },
  };
}
