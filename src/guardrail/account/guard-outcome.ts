import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import type { Posture } from '../../domain/posture.ts';
import type { PostureState } from '../../domain/posture-state.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { RejectedEligibility } from './check-eligibility.ts';

export interface GuardRequest {
  readonly account: AccountId;
  /** All triggers that one audit answers. */
  readonly triggers: readonly Trigger[];
  /** Set for an operator's command, which enforces regardless of mode, grace and breaker. Exceptions still apply. */
  readonly operator?: Operator;
}

export type GuardOutcome =
  | {
      readonly type: 'done';
      readonly state: PostureState;
      /** Of this run: empty where the account could not be read. */
      readonly results: readonly CredentialResult[];
      /** Why the state is unknown, where AWS did not answer. */
      readonly failure: AwsFailure | undefined;
    }
  | { readonly type: 'rejected'; readonly reason: RejectedEligibility['reason'] }
  | RetryOutcome;

/** The work is not done; the message has to be delivered again. */
export interface RetryOutcome {
  readonly type: 'retry';
  readonly state: PostureState;
  /** Of this run: empty where the account could not be read. */
  readonly results: readonly CredentialResult[];
  readonly failure: AwsFailure | undefined;
  readonly why: string;
  /** Set where another run is removing credentials from the account, which takes seconds only. */
  readonly recheckSeconds?: number;
}

/** How soon an account is audited again while another run is removing credentials from it. */
export const RECHECK_SECONDS = 5;

type Found = Pick<Posture, 'state' | 'credentials' | 'failure'>;

export function doneOutcome({ state, credentials, failure }: Found): GuardOutcome {
  return { type: 'done', state, results: credentials, failure };
}

export function retryOutcome({ state, credentials, failure }: Found, why: string): RetryOutcome {
  return { type: 'retry', state, results: credentials, failure, why };
}

export function recheckOutcome(found: Found): RetryOutcome {
  return {
    ...retryOutcome(found, 'another run is removing credentials from the account'),
    recheckSeconds: RECHECK_SECONDS,
  };
}

export const MALFORMED_SETTINGS = 'the settings do not parse';

export const MALFORMED_EXCEPTION = 'an exception that may approve a credential does not parse';
