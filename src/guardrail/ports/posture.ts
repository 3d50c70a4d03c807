import type { AccountId } from '../../domain/account.ts';
import type { ExpectedHeartbeat, Hearing } from '../../domain/hearing.ts';
import type { OpenEnforcement, Posture } from '../../domain/posture.ts';

/** What is stored about one account. */
export interface StoredPosture {
  /** The key as it is in the table. */
  readonly account: string;
  /** Undefined when there is none yet, and when it does not parse. */
  readonly posture: Posture | undefined;
  readonly enforcements: readonly OpenEnforcement[];
  /** Empty where no audit and no heartbeat has been recorded yet. */
  readonly hearing: Hearing;
  /** What does not parse. It is reported, and does not prevent the audit of the account. */
  readonly issues: readonly string[];
}

export interface PostureWithRevision extends StoredPosture {
  /** Orders records without relying on clocks: the run with the later revision has read the account later. */
  readonly revision: number;
}

export interface EnforcementChanges {
  /** Ids of enforcements whose results were notified, or that have none. */
  readonly closed?: readonly string[];
  /** Stored again as they are here. */
  readonly ended?: readonly OpenEnforcement[];
}

export interface RecordChanges extends EnforcementChanges {
  /** Left out by a run that did not find out whether a heartbeat follows. */
  readonly heartbeat?: ExpectedHeartbeat;
}

/** The posture of one account, for the run that guards it. */
export interface PostureRecorder {
  read(account: AccountId): Promise<StoredPosture | undefined>;
  /** To be called before the account is read: returns what is stored, and reserves a revision for what will be found. */
  reserveRevision(account: AccountId): Promise<PostureWithRevision>;
  /**
   * Records an enforcement as started, and reserves a new revision. Of two runs that start at the same time, at least one sees
   * the enforcement of the other.
   */
  startEnforcement(account: AccountId, enforcement: OpenEnforcement): Promise<PostureWithRevision>;
  /**
   * `superseded`: a posture with a later revision has been recorded and is kept. The changes of enforcements are stored in either
   * case, and so is a heartbeat that is expected.
   */
  record(posture: Posture, revision: number, changes?: RecordChanges): Promise<'recorded' | 'superseded'>;
  updateEnforcements(account: AccountId, changes: EnforcementChanges): Promise<void>;
}

export interface PostureReader {
  /** Reads the whole table, including rows that do not parse, with their issues. */
  readAll(): AsyncIterable<StoredPosture>;
}

export interface PostureStore extends PostureRecorder, PostureReader {}

/** Which accounts have been audited lately. A row without a readable time, or with one far in the future, does not count. */
export interface AuditTimes {
  /** Reads the whole table. */
  readAuditedSince(since: Date, now: Date): Promise<ReadonlySet<string>>;
}
