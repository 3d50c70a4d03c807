import type { AwsFailure } from './aws-failure.ts';
import type { Credential } from './credentials.ts';
import type { ReasonKey } from './reasons.ts';

/** Gone, as the re-read shows: `already-absent` was not there any more when it was to be deleted. */
export const GONE_RESULTS = ['removed', 'already-absent'] as const;

/** Nothing was done to it, as its decision says. */
export const LEFT_RESULTS = ['kept', 'withheld'] as const;

export const CREDENTIAL_RESULTS = [...GONE_RESULTS, ...LEFT_RESULTS, 'failed'] as const;

/** AWS refused, the re-read still shows it, it could not be re-read, or the password was still there. */
export const FAILURE_CAUSES = ['refused', 'still-present', 'not-verified', 'password-remains'] as const;

export type FailureCause = (typeof FAILURE_CAUSES)[number];

interface Decided {
  readonly credential: Credential;
  readonly reason: ReasonKey;
  readonly exceptionId: string | undefined;
}

interface Gone extends Decided {
  readonly result: (typeof GONE_RESULTS)[number];
  /** AWS's id of the deleting call: the way to its record in CloudTrail. */
  readonly requestId: string | undefined;
}

interface Left extends Decided {
  readonly result: (typeof LEFT_RESULTS)[number];
}

interface Failed extends Decided {
  readonly result: 'failed';
  readonly failedBecause: FailureCause;
  /** What AWS answered, where it did not do what it was asked. */
  readonly failure: AwsFailure | undefined;
  /** AWS's id of the deleting call, where there was one. */
  readonly requestId: string | undefined;
}

/** What became of one credential, as the re-read after the removals shows it. */
export type CredentialResult = Gone | Left | Failed;

/** Whether the credential is still there. */
export function remainsAfter({ result }: CredentialResult): boolean {
  return result !== 'removed' && result !== 'already-absent';
}

/** Why it is still there although it was to be removed. */
export function failureCauseOf(result: CredentialResult): FailureCause | undefined {
  return result.result === 'failed' ? result.failedBecause : undefined;
}
