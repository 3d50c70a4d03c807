/**
 * Why AWS did not give an answer, told apart by what can be done about it.
 *
 * `organization`: the same for every account, so it is announced once and stops a sweep.
 * `account`: this account only. `transient`: worth the same call again.
 */
export const AWS_FAILURES = {
  'root-credentials-management-off': {
    reach: 'organization',
    transient: false,
    advice:
      'Enable it from the management account: aws iam enable-organizations-root-credentials-management.',
  },
  'trusted-access-off': {
    reach: 'organization',
    transient: false,
    advice:
      'From the management account: aws organizations enable-aws-service-access --service-principal iam.amazonaws.com.',
  },
  'not-delegated': {
    reach: 'organization',
    transient: false,
    advice:
      'Run in the management account, or register this account: aws organizations register-delegated-administrator --service-principal iam.amazonaws.com.',
  },
  'not-authorized': {
    reach: 'account',
    transient: false,
    advice:
      'The caller may not open a root session there: check its sts:AssumeRoot permission, the delegated administrator for IAM, and that the target is a member account.',
  },
  'denied-by-scp': {
    reach: 'account',
    transient: false,
    advice: 'A service control policy denies the root user. Exempt sessions with aws:AssumedRoot "true".',
  },
  'denied-in-session': {
    reach: 'account',
    transient: false,
    advice: 'The task policy or another policy denies the call inside the root session.',
  },
  'region-disabled': {
    reach: 'account',
    transient: false,
    advice: 'STS is not active in this Region for the account; rootguard needs us-east-1.',
  },
  'session-expired': {
    reach: 'account',
    transient: true,
    advice: 'The session ran out; the next try opens a new one.',
  },
  throttled: {
    reach: 'account',
    transient: true,
    advice: 'AWS is limiting the rate; it is tried again later.',
  },
  unavailable: {
    reach: 'account',
    transient: true,
    advice: 'AWS or the network did not answer; it is tried again.',
  },
  'readings-disagree': {
    reach: 'account',
    transient: true,
    advice: 'Two readings of the account contradict each other; it is read again.',
  },
  unexpected: {
    reach: 'account',
    transient: true,
    advice: 'Not an answer rootguard knows; see the code and message.',
  },
} as const satisfies Record<
  string,
  { reach: 'organization' | 'account'; transient: boolean; advice: string }
>;

export type AwsFailureReason = keyof typeof AWS_FAILURES;

/** AWS's own words are always kept: code, message and request id. */
export interface AwsFailure {
  readonly reason: AwsFailureReason;
  /** Such as `sts:AssumeRoot` or `iam:ListAccessKeys`. */
  readonly call: string;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  /** What the call was about, where it has a name: `table rootguard-ledger`. */
  readonly resource?: string | undefined;
}

export function concernsWholeOrganization(failure: AwsFailure): boolean {
  return AWS_FAILURES[failure.reason].reach === 'organization';
}

export function isTransient(failure: AwsFailure): boolean {
  return AWS_FAILURES[failure.reason].transient;
}
