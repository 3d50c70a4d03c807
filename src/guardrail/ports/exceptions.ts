import type { MemberAccount } from '../../domain/account.ts';
import type { Exception, ExceptionId, ExceptionReading, Scope } from '../../domain/exception.ts';
import type { ParsedExceptionRow } from '../../domain/exception-row.ts';
import type { Reading } from '../../domain/reading.ts';

export interface ExceptionReader {
  /**
   * The exceptions of the account, of each organizational unit that it is in, and of the organization; strongly consistent.
   * @param now no later than the time for which it is decided: a row with wrong ids is malformed until it has ended
   */
  readFor(account: MemberAccount, now: Date): Promise<ExceptionReading>;
}

/** Whether there are exceptions at all, for commands that may run before anything is deployed. */
export interface ExceptionsTable {
  /** Reads one partition with the permission that reading exceptions needs. `resource-missing`: there is no such table. */
  probe(): Promise<Reading<object>>;
}

/** The service may only read exceptions, and note that their end was processed. */
export interface ExceptionWatch {
  /** Every row of the table, page by page. */
  scan(): AsyncIterable<ParsedExceptionRow>;
  /** Notes that the audit after the end of the exception was requested. False when the row is gone. */
  markProcessed(scope: Scope, id: ExceptionId, at: Date): Promise<boolean>;
}

/** Writes to the exceptions table, for operators' commands. */
export interface ExceptionEditor {
  /**
   * Idempotent for the same exception.
   * @throws RootguardError `exception-exists`: there is a different exception with this scope and id
   */
  add(exception: Exception): Promise<void>;
  /**
   * Does not change the row of an exception that has ended already.
   * @throws InvalidInputError `exception-malformed`: a row that does not parse has to be corrected first, unless only its ids are
   * wrong
   */
  revoke(
    scope: Scope,
    id: ExceptionId,
    by: string,
    at: Date,
  ): Promise<'revoked' | 'already-ended' | 'not-found'>;
}
