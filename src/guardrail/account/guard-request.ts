import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { CredentialResult, Operator } from '../../domain/ledger-entry.ts';
import type { PostureState } from '../../domain/posture.ts';
import type { Trigger } from '../../domain/trigger.ts';

export interface GuardRequest {
  readonly account: AccountId;
  /** Everything that asked for it: one audit answers all of them. */
  readonly triggers: readonly Trigger[];
  /** A person's command: enforced whatever the mode, the grace and the breaker say. Exceptions hold all the same. */
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
  | { readonly type: 'rejected'; readonly reason: 'outside-organization' | 'management-account' }
  /** The work is not done; the message has to come again. */
  | {
      readonly type: 'retry';
      readonly state: PostureState;
      /** Of this run: empty where the account could not be read. */
      readonly results: readonly CredentialResult[];
      readonly failure: AwsFailure | undefined;
      readonly why: string;
      /** Set where another run is at work on the account, which takes seconds: not worth a longer wait. */
      readonly recheckSeconds?: number;
    };
