import type { AccountId } from '../../domain/account.ts';

export type BreakerState =
  | { readonly type: 'closed'; readonly accountsThisHour: number }
  | {
      readonly type: 'open';
      /** Where the record cannot be read, the latest time that can be read in it: it stays the same until it is written anew. */
      readonly since: Date;
      /** What is wrong with the breaker's record. How many accounts were counted is not known, so no further one is permitted. */
      readonly unreadable?: readonly string[];
    };

/** Counts the accounts that lost pre-existing credentials within the hour. */
export interface Breaker {
  /** Counts the account (once an hour) and says whether it may go on; opens when it would be one too many. */
  permit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  state(now: Date): Promise<BreakerState>;
  /** What `permit` would answer. Counts nothing, and opens nothing. */
  wouldPermit(account: AccountId, maxAccountsPerHour: number, now: Date): Promise<BreakerState>;
  /**
   * An operator agrees to go on: closes the breaker where it has been open since then, and starts a new hour. One that
   * was opened again meanwhile stays open.
   * @returns what the breaker is afterwards
   */
  acknowledge(openSince: Date, by: string, now: Date): Promise<BreakerState>;
}
