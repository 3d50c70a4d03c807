import type { AccountId } from '../../domain/account.ts';
import type { LedgerEntry, StoredEntry } from '../../domain/ledger-entry.ts';

/** Append-only: there is no call that changes or deletes an entry. */
export interface Ledger {
  /**
   * The same entry again changes nothing.
   * @throws RootguardError `ledger-entry-exists`: there is another one of its account, time and id
   */
  append(entry: LedgerEntry): Promise<void>;
}

export interface LedgerReader {
  /** Oldest first, those that do not parse among them. */
  read(account: AccountId | 'organization', since?: Date): AsyncIterable<StoredEntry>;
}

/** Everything that the ledger holds, also of accounts that never were in the organization. */
export interface LedgerArchive {
  /** Entries of one partition come together, oldest first. Reads the whole table, whatever `since` is. */
  readAll(since: Date): AsyncIterable<StoredEntry>;
}
