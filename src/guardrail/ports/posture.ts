import type { AccountId } from '../../domain/account.ts';
import type { OpenEnforcement, Posture } from '../../domain/posture.ts';

/** What is stored about one account. */
export interface StoredPosture {
  /** The key as it is in the table. */
  readonly account: string;
  /** Undefined when there is none yet, and when it does not parse. */
  readonly posture: Posture | undefined;
  readonly enforcements: readonly OpenEnforcement[];
  /** What of it does not parse: it is reported, and keeps no account from being audited. */
  readonly issues: readonly string[];
}

export interface RevisedPosture extends StoredPosture {
  /** Orders what is recorded, whatever the clocks say: who reserved a later revision has read the account later. */
  readonly revision: number;
}

export interface EnforcementChanges {
  /** Ids of enforcements whose results were notified, or that have none. */
  readonly closed?: readonly string[];
  /** Stored again as they are here. */
  readonly ended?: readonly OpenEnforcement[];
}

/** The posture of one account at a time: for the run that guards it. */
export interface PostureRecorder {
  read(account: AccountId): Promise<StoredPosture | undefined>;
  /** Before the account is read: what is known of it, and a revision for what will be found. */
  reserveRevision(account: AccountId): Promise<RevisedPosture>;
  /**
   * Marks an enforcement as started, and reserves a new revision. Of two runs that start at once, at least one gets to see
   * the other's.
   */
  startEnforcement(account: AccountId, enforcement: OpenEnforcement): Promise<RevisedPosture>;
  /**
   * `superseded` when something with a later revision has been recorded: that stays. The changes of enforcements are made
   * in any case.
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
