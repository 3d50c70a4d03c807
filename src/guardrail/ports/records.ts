import type { AccountId } from '../../domain/account.ts';
import type { LedgerEntry, StoredEntry } from '../../domain/ledger-entry.ts';
import type { OpenEnforcement, Posture } from '../../domain/posture.ts';

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

/** What is stored about one account. */
export interface StoredPosture {
  /** The key as it stands in the table. */
  readonly account: string;
  /** Undefined when there is none yet, and when it does not parse. */
  readonly posture: Posture | undefined;
  readonly enforcements: readonly OpenEnforcement[];
  /** What of it does not parse: told, and never in the way of an audit. */
  readonly issues: readonly string[];
}

export interface RevisedPosture extends StoredPosture {
  /** Orders what is recorded, whatever the clocks say: whoever drew later has read the account later. */
  readonly revision: number;
}

export interface EnforcementChanges {
  /** Ids of enforcements that have been told, or have nothing to tell. */
  readonly closed?: readonly string[];
  /** Stored again as they are given. */
  readonly ended?: readonly OpenEnforcement[];
}

/** The posture of one account at a time: what guarding it takes. */
export interface PostureRecorder {
  read(account: AccountId): Promise<StoredPosture | undefined>;
  /** Before the account is read: what is known of it, and a revision for what will be found. */
  reserveRevision(account: AccountId): Promise<RevisedPosture>;
  /**
   * Marks an enforcement as begun, and draws anew. Of two runs that begin at once, at least one is shown the other's.
   */
  startEnforcement(account: AccountId, enforcement: OpenEnforcement): Promise<RevisedPosture>;
  /**
   * Left alone, and `superseded`, when something with a later revision has been recorded. The changes of enforcements are
   * made in any case.
   */
  record(
    posture: Posture,
    revision: number,
    changes?: EnforcementChanges,
  ): Promise<'recorded' | 'superseded'>;
  updateEnforcements(account: AccountId, changes: EnforcementChanges): Promise<void>;
}

export interface PostureStore extends PostureRecorder {
  /** Reads the whole table. A row that does not parse is among them, with its issues. */
  readAll(): AsyncIterable<StoredPosture>;
}

/** Which accounts have been audited lately, without what was seen there: one that does not say so is not among them. */
export interface AuditTimes {
  /** Reads the whole table. */
  readAuditedSince(since: Date): Promise<ReadonlySet<string>>;
}

/** Remembers what has been announced, so that an incident is told once. */
export interface SentNotifications {
  wasSent(fingerprint: string, now: Date): Promise<boolean>;
  /** Remembered for `seconds`; after that the same incident may be told again. */
  recordSent(fingerprint: string, now: Date, seconds: number): Promise<void>;
}

export type BreakerState =
  | { readonly type: 'closed'; readonly accountsThisHour: number }
  | {
      readonly type: 'open';
      /** The latest time that can be told where the record cannot be read: it stays the same until it is written anew. */
      readonly since: Date;
      /** What is wrong with the breaker's record. Nobody knows how many were counted, so nobody else goes through. */
      readonly unreadable?: readonly string[];
    };

/** Counts the accounts that lost pre-existing credentials within the hour. */
export interface Breaker {
  /** Counts the account (once an hour) and says whether it may go on; opens when it would be one too many. */
  permit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  state(now: Date): Promise<BreakerState>;
  /** What `admit` would answer. Counts nothing, and opens nothing. */
  wouldPermit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  /**
   * An operator agrees to go on: closes the breaker where it has been open since then, and starts a new hour. One that
   * was opened again meanwhile stays open.
   * @returns what the breaker is afterwards
   */
  acknowledge(openSince: Date, by: string, now: Date): Promise<BreakerState>;
}
