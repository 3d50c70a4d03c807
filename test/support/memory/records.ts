import { isDeepStrictEqual } from 'node:util';
import type { AccountId } from '../../../src/domain/account.ts';
import { RootguardError } from '../../../src/domain/errors.ts';
import type { LedgerEntry, MalformedEntry, StoredEntry } from '../../../src/domain/ledger-entry.ts';
import type { Posture } from '../../../src/domain/posture.ts';
import type {
  AnnouncementMemory,
  Breaker,
  BreakerState,
  Ledger,
  LedgerArchive,
  LedgerReader,
  PostureStore,
} from '../../../src/guardrail/ports/records.ts';
import type { CallLog } from './call-log.ts';

export interface MemoryLedger extends Ledger, LedgerReader, LedgerArchive {
  /** In the order in which they were written. */
  readonly entries: readonly LedgerEntry[];
  /** As another version of rootguard would have written it. */
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
        throw new RootguardError('ledger-entry-exists', 'tool', `the entry ${sortKey(entry)} exists already`);
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

const LONGEST_AUDIT_SECONDS = 15 * 60;

export function createMemoryPosture(log: CallLog): PostureStore {
  const postures = new Map<AccountId, Posture>();
  return {
    async read(account) {
      await log.enter('posture.read', account);
      return postures.get(account);
    },
    async record(posture, replaces) {
      await log.enter('posture.record', posture.account);
      const known = postures.get(posture.account);
      const secondsLater = (known ? known.auditedAt.getTime() - posture.auditedAt.getTime() : 0) / 1000;
      const isLater = secondsLater > 0 && secondsLater <= LONGEST_AUDIT_SECONDS;
      const isOvertaken = known !== undefined && (isLater || known.openEnforcementId !== replaces);
      if (isOvertaken) return 'overtaken';
      postures.set(posture.account, posture);
      return 'recorded';
    },
    async *readAll() {
      await log.enter('posture.readAll');
      yield* [...postures.values()];
    },
  };
}

export function createMemoryAnnouncementMemory(log: CallLog): AnnouncementMemory {
  const remembered = new Map<string, number>();
  return {
    async wasAnnounced(fingerprint, now) {
      await log.enter('announced.wasAnnounced');
      return now.getTime() < (remembered.get(fingerprint) ?? 0);
    },
    async remember(fingerprint, now, seconds) {
      await log.enter('announced.remember');
      remembered.set(fingerprint, now.getTime() + seconds * 1000);
    },
  };
}

const HOUR = 60 * 60 * 1000;

export function createMemoryBreaker(log: CallLog): Breaker {
  let openSince: Date | undefined;
  let startedAt: Date | undefined;
  let counted = new Set<AccountId>();

  const state = (now: Date): BreakerState => {
    if (openSince) return { type: 'open', since: openSince };
    if (startedAt === undefined || now.getTime() - startedAt.getTime() >= HOUR) {
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
    async admit(account, maxAccountsPerHour, now) {
      await log.enter('breaker.admit', account);
      if (state(now).type === 'closed' && !counted.has(account)) {
        if (counted.size >= maxAccountsPerHour) openSince = now;
        else {
          startedAt ??= now;
          counted.add(account);
        }
      }
      return state(now);
    },
    async wouldAdmit(account, maxAccountsPerHour, now) {
      await log.enter('breaker.wouldAdmit', account);
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
