import type { MemberAccount } from '../../domain/account.ts';
import type { Exception, ExceptionId, ExceptionReading, Scope } from '../../domain/exception.ts';
import type { ParsedExceptionRow } from '../../domain/exception-row.ts';

export interface ExceptionReader {
  /** Those of the account, of each organizational unit on its path and of the organization; strongly consistent. */
  readFor(account: MemberAccount): Promise<ExceptionReading>;
}

/** The service may read exceptions and mark them settled, nothing else. */
export interface ExceptionWatch {
  /** Every row of the table, page by page. */
  scan(): AsyncIterable<ParsedExceptionRow>;
  /** Notes that the re-audit after the exception's end has been queued. False when the row is gone. */
  markProcessed(scope: Scope, id: ExceptionId, at: Date): Promise<boolean>;
}

/** For people: the CLI's side of the table. */
export interface ExceptionEditor {
  /**
   * The same exception again changes nothing.
   * @throws RootguardError `exception-exists`: another one stands under its scope and id
   */
  add(exception: Exception): Promise<void>;
  /**
   * `already-ended` leaves the row as it is.
   * @throws InvalidInputError `exception-malformed`: a row that does not parse has to be corrected first
   */
  revoke(
    scope: Scope,
    id: ExceptionId,
    by: string,
    at: Date,
  ): Promise<'revoked' | 'already-ended' | 'not-found'>;
}
