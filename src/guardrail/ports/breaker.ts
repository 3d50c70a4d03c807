import type { AccountId } from '../../domain/account.ts';

export type BreakerState =
  | { readonly type: 'closed'; readonly accountsThisHour: number }
  | {
      readonly type: 'open';
      /** Where the record cannot be read, the latest time in it that can be: the same until the record is written again. */
      readonly since: Date;
      /** The issues of the breaker's record. The number of accounts is not known then, so no further account is permitted. */
      readonly unreadable?: readonly string[];
    };

/** Counts the accounts that lost pre-existing credentials within the hour. */
export interface Breaker {
  /** Counts the account (once an hour), and opens where that exceeds the limit. `closed`: the removals are permitted. */
  permit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  state(now: Date): Promise<BreakerState>;
  /** What `permit` would return; changes nothing. */
  wouldPermit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  /**
   * Closes the breaker for an operator where it has been open since `openSince`, and starts a new hour. A breaker that was opened
   * again in the meantime stays open.
   * @returns the state of the breaker afterwards
   */
  acknowledge(openSince: Date, by: string, now: Date): Promise<BreakerState>;
}
