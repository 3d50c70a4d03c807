import type { AccountId } from '../../domain/account.ts';
import type { LedgerEntry, StoredEntry } from '../../domain/ledger-entry.ts';

/** Append-only: there is no call that changes or deletes an entry. */
export interface Ledger {
  /**
   * Idempotent for the same entry.
   * @throws RootguardError `ledger-entry-exists`: there is a different entry with this account, time and id
   */
  append(entry: LedgerEntry): Promise<void>;
}

export interface LedgerReader {
  /** Oldest first; includes entries that do not parse. */
  read(account: AccountId | 'organization', since?: Date): AsyncIterable<StoredEntry>;
}

/** All entries of the ledger, including those of accounts that were never in the organization. */
export interface LedgerArchive {
  /** Partition by partition, each oldest first. Reads the whole table, whatever `since` is. */
  readAll(since: Date): AsyncIterable<StoredEntry>;
}
