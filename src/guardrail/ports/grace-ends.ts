import type { AccountId } from '../../domain/account.ts';

/** When the invited grace of an account ends. */
export interface GraceEnd {
  readonly account: AccountId;
  readonly endsAt: Date;
}

export interface NotedGraceEnd extends GraceEnd {
  readonly type: 'noted';
  /** The time as it is stored: somebody may have written it in another form. */
  readonly stored: unknown;
}

/** A note whose time does not parse, so its account may be due. */
export interface MalformedGraceEnd {
  readonly type: 'malformed';
  readonly account: AccountId;
  readonly issue: string;
  readonly stored: unknown;
}

/** The accounts that have to be audited once their invited grace has ended. */
export interface GraceEnds {
  /** Where an end is noted already, the earlier one is kept: an audit that is too early does no harm. */
  note(graceEnd: GraceEnd): Promise<void>;
  /** Whether this end or an earlier one is noted; also true for a note that does not parse, whose account is due. */
  isNoted(graceEnd: GraceEnd): Promise<boolean>;
  read(): Promise<readonly (NotedGraceEnd | MalformedGraceEnd)[]>;
  /** Keeps a note that has changed since it was read. */
  clear(noted: NotedGraceEnd | MalformedGraceEnd): Promise<void>;
}
