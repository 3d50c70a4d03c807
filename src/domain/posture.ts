import type { AccountId, AccountState } from './account.ts';
import type { AwsFailure } from './aws-failure.ts';
import type { CredentialResult } from './ledger-entry.ts';

/**
 * Where an account stands. `unknown` is not a kind of clean: it could not be found out. `skipped`: not ACTIVE, so no
 * root session can be opened in it.
 */
export type PostureState = 'clean' | 'excepted' | 'violating' | 'unknown' | 'skipped';

/** The latest knowledge about one account; reports read this. */
export interface Posture {
  readonly account: AccountId;
  readonly name: string;
  readonly accountState: AccountState;
  readonly state: PostureState;
  /** The credentials that the latest audit saw, with what became of each. */
  readonly credentials: readonly CredentialResult[];
  /** Why it is unknown. */
  readonly failure: AwsFailure | undefined;
  readonly auditedAt: Date;
  /** When the state or the credentials last became different. */
  readonly changedAt: Date;
  /** Type of the trigger, and the event's id or the sweep's. */
  readonly foundBy: string;
}

/** Derived from what is left after an enforcement (or an audit, where nothing was removed). */
export function postureStateOf(results: readonly CredentialResult[]): 'clean' | 'excepted' | 'violating' {
  const left = results.filter(({ result }) => result !== 'removed' && result !== 'already-absent');
  if (left.length === 0) return 'clean';
  return left.every(({ result }) => result === 'kept') ? 'excepted' : 'violating';
}
