import type { AccountId } from '../../domain/account.ts';

/** When the invited grace of an account ends. */
export interface GraceEnd {
  readonly account: AccountId;
  readonly endsAt: Date;
}

/** The accounts that have to be audited once their invited grace has ended. */
export interface GraceEnds {
  /** Where an end is noted already, the earlier one is kept: an audit that is too early does no harm. */
  note(graceEnd: GraceEnd): Promise<void>;
  read(): Promise<readonly GraceEnd[]>;
  /** Keeps a note whose time has changed since it was read. */
  clear(graceEnd: GraceEnd): Promise<void>;
}
