import type { AccountId } from '../../domain/account.ts';
import type { RecordedSession, StoredSession } from '../../domain/recorded-session.ts';
import type { Trigger } from '../../domain/trigger.ts';

/** Who opened which root session: the calls of sts:AssumeRoot that CloudTrail has recorded. */
export interface SessionRegister {
  /** Idempotent: a session that is recorded already stays as it is. */
  record(session: RecordedSession): Promise<void>;
}

/** Both times are inclusive. */
export interface SessionPeriod {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Each reads the oldest first, includes rows that do not parse, and denied calls. */
export interface SessionReader {
  /** Sessions of the root user of this account. */
  read(account: AccountId, period?: SessionPeriod): AsyncIterable<StoredSession>;
  readForeign(period?: SessionPeriod): AsyncIterable<StoredSession>;
}

export interface SessionArchive {
  /** Partition by partition. Reads the whole table, whatever the period is. */
  readAll(period?: SessionPeriod): AsyncIterable<StoredSession>;
}

export interface SessionOpeners {
  /** Sentences that say who opened the root sessions in which the events happened. Takes two seconds at most, and never fails. */
  linesFor(account: AccountId, triggers: readonly Trigger[]): Promise<readonly string[]>;
}
