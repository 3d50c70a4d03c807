import { isDeepStrictEqual } from 'node:util';
import { RootguardError } from '../../../src/domain/errors.ts';
import type { LedgerEntry, MalformedEntry, StoredEntry } from '../../../src/domain/ledger-entry.ts';
import type { Ledger, LedgerArchive, LedgerReader } from '../../../src/guardrail/ports/ledger.ts';
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
