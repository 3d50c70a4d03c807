import type { AwsFailure } from './aws-failure.ts';
import type { Credential } from './credentials.ts';
import type { ReasonKey } from './reasons.ts';

/** The re-read no longer shows the credential. `already-absent`: it did not exist any more when it was to be deleted. */
export const GONE_RESULTS = ['removed', 'already-absent'] as const;

/** The credential was not touched, as decided. */
export const UNTOUCHED_RESULTS = ['kept', 'withheld'] as const;

export const CREDENTIAL_RESULTS = [...GONE_RESULTS, ...UNTOUCHED_RESULTS, 'failed'] as const;

/**
 * `refused`: AWS refused the call. `still-present`: the re-read still shows the credential. `not-verified`: the re-read failed.
 * `password-remains`: an MFA device, which is not removed while there is a password.
 */
export const FAILURE_CAUSES = ['refused', 'still-present', 'not-verified', 'password-remains'] as const;

export type FailureCause = (typeof FAILURE_CAUSES)[number];

interface Decided {
  readonly credential: Credential;
  readonly reason: ReasonKey;
  readonly exceptionId: string | undefined;
}

interface Gone extends Decided {
  readonly result: (typeof GONE_RESULTS)[number];
  /** AWS's request id of the delete call; finds its record in CloudTrail. */
  readonly requestId: string | undefined;
}

interface Untouched extends Decided {
  readonly result: (typeof UNTOUCHED_RESULTS)[number];
}

interface Failed extends Decided {
  readonly result: 'failed';
  readonly failedBecause: FailureCause;
  /** What AWS answered, where it refused a call. */
  readonly failure: AwsFailure | undefined;
  /** AWS's request id of the delete call, where there was one. */
  readonly requestId: string | undefined;
}

/** The result of one credential, as the re-read after the removals shows it. */
export type CredentialResult = Gone | Untouched | Failed;

/** Whether the credential is still there. */
export function remainsAfter({ result }: CredentialResult): boolean {
  return result !== 'removed' && result !== 'already-absent';
}

/** Why the removal failed; undefined where it did not. */
export function failureCauseOf(result: CredentialResult): FailureCause | undefined {
  return result.result === 'failed' ? result.failedBecause : undefined;
}
