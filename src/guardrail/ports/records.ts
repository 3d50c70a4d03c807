import type { AccountId } from '../../domain/account.ts';
import type { LedgerEntry, StoredEntry } from '../../domain/ledger-entry.ts';
import type { Posture } from '../../domain/posture.ts';

/** Append-only: there is no call that changes or deletes an entry. */
export interface Ledger {
  /**
   * The same entry again changes nothing.
   * @throws RootguardError `ledger-entry-exists`: another one stands under its account, time and id
   */
  append(entry: LedgerEntry): Promise<void>;
}

export interface LedgerReader {
  /** Oldest first; what does not parse stands in its place. */
  read(account: AccountId | 'organization', since?: Date): AsyncIterable<StoredEntry>;
}

/** Everything that the ledger holds, whoever it is about: also accounts that never were in the organization. */
export interface LedgerArchive {
  /** Entries of one partition stand together, oldest first. Reads the whole table, whatever `since` is. */
  readAll(since: Date): AsyncIterable<StoredEntry>;
}

/** The posture of one account at a time: what guarding it takes. */
export interface PostureRecorder {
  read(account: AccountId): Promise<Posture | undefined>;
  /**
   * Left alone, and `overtaken`, when a later audit has been recorded (by up to 15 minutes: more is a wrong clock), or when another enforcement is open by now than
   * `replaces`: its trace must stay until it has been told.
   */
  record(posture: Posture, replaces: Posture['openEnforcementId']): Promise<'recorded' | 'overtaken'>;
}

export interface PostureStore extends PostureRecorder {
  /** Reads the whole table. */
  readAll(): AsyncIterable<Posture>;
}

/** Remembers what has been announced, so that an incident is told once. */
export interface AnnouncementMemory {
  wasAnnounced(fingerprint: string, now: Date): Promise<boolean>;
  /** Remembered for `seconds`; after that the same incident may be told again. */
  remember(fingerprint: string, now: Date, seconds: number): Promise<void>;
}

export type BreakerState =
  | { readonly type: 'closed'; readonly accountsThisHour: number }
  | { readonly type: 'open'; readonly since: Date };

/** Counts the accounts that lost pre-existing credentials within the hour. */
export interface Breaker {
  /** Counts the account (once an hour) and says whether it may go on; opens when it would be one too many. */
  admit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  state(now: Date): Promise<BreakerState>;
  /** What `admit` would answer. Counts nothing, and opens nothing. */
  wouldAdmit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  /**
   * An operator agrees to go on: closes the breaker where it has been open since then, and starts a new hour. One that
   * was opened again meanwhile stays open.
   * @returns what the breaker is afterwards
   */
  acknowledge(openSince: Date, by: string, now: Date): Promise<BreakerState>;
}
