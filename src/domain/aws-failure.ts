import * as v from 'valibot';
import { keyOf, maybe, type Output, object } from './schema.ts';

interface FailureDescription {
  /** `organization`: the same for every account, so it is notified once and stops a sweep. */
  readonly reach: 'organization' | 'account';
  /** Whether the same call may succeed later. */
  readonly transient: boolean;
  /** The likely cause, in one sentence. */
  readonly cause: string;
  /** For the maintainer of the service, which retries transient failures by itself. */
  readonly advice: string;
  /** For the operator whose command has failed, where that differs from `advice`. */
  readonly nextStep?: string;
}

/** Why AWS did not give an answer, by what can be done about it. docs/errors.md is generated from it. */
export const AWS_FAILURES = {
  'root-credentials-management-off': {
    reach: 'organization',
    transient: false,
    cause:
      "The organization's feature RootCredentialsManagement, which root sessions for these tasks need, is off.",
    advice:
      'Enable it from the management account: aws iam enable-organizations-root-credentials-management.',
  },
  'trusted-access-off': {
    reach: 'organization',
    transient: false,
    cause: 'IAM has no trusted access to the organization.',
    advice:
      'From the management account: aws organizations enable-aws-service-access --service-principal iam.amazonaws.com.',
  },
  'not-delegated': {
    reach: 'organization',
    transient: false,
    cause:
      'The account of these credentials is neither the management account nor a delegated administrator.',
    advice:
      'Run in the management account, or register this account: aws organizations register-delegated-administrator --service-principal iam.amazonaws.com.',
    nextStep:
      'Use credentials of the home account. To make this account the delegated administrator, from the management account: aws organizations register-delegated-administrator --service-principal iam.amazonaws.com --account-id <account>.',
  },
  'organizations-not-in-use': {
    reach: 'organization',
    transient: false,
    cause: 'The account of these credentials is in no organization.',
    advice: 'rootguard runs in a member account or in the management account of an organization.',
    nextStep: 'Use credentials of the management account or of the delegated administrator for IAM.',
  },
  'resource-missing': {
    reach: 'organization',
    transient: false,
    cause:
      'The account of these credentials has no such table, queue or topic: rootguard is deployed elsewhere, or not at all.',
    advice: 'Deploy the home stack again; its messages are kept, and are processed once the resource exists.',
    nextStep: 'Use credentials of the home account.',
  },
  'organizational-unit-missing': {
    reach: 'account',
    transient: false,
    cause: 'The organization has no such organizational unit; it may have been deleted.',
    advice: 'Look its id up: aws organizations list-organizational-units-for-parent.',
    nextStep:
      'Look its id up: aws organizations list-organizational-units-for-parent --parent-id <root or unit>.',
  },
  'not-authorized': {
    reach: 'account',
    transient: false,
    cause: 'The policies of these credentials do not allow the call.',
    advice:
      "Check the caller's policies; for sts:AssumeRoot also the delegated administrator for IAM, and that the target is a member account.",
  },
  'denied-by-scp': {
    reach: 'account',
    transient: false,
    cause: 'A service control policy of the account denies it, or none of them allows it.',
    advice:
      'Exempt root sessions from the service control policy that denies the root user: aws:AssumedRoot "true".',
  },
  'account-not-found': {
    reach: 'account',
    transient: true,
    cause:
      'The account has left the organization, or has just joined and is not known everywhere in AWS yet.',
    advice: 'AWS Organizations does not know the account as a member; it is looked up again.',
    nextStep: 'Look it up: aws organizations describe-account --account-id <account>.',
  },
  'not-eligible': {
    reach: 'account',
    transient: true,
    cause: 'The account was closed or suspended while its credentials were being removed.',
    advice: 'AWS opens root sessions in ACTIVE member accounts only; the account is looked up again.',
    nextStep: 'Look it up: aws organizations describe-account --account-id <account>.',
  },
  'denied-in-session': {
    reach: 'account',
    transient: false,
    cause: 'A policy denies it although the root session was opened.',
    advice:
      'Look for a service control policy or a resource control policy that denies the call, and for a new version of the task policy.',
  },
  'region-disabled': {
    reach: 'account',
    transient: false,
    cause: 'STS is not active in the Region.',
    advice: 'Activate STS in us-east-1, in the account settings of IAM.',
  },
  'session-expired': {
    reach: 'account',
    transient: true,
    cause: 'The credentials have expired.',
    advice: 'The session ran out; the next try opens a new one.',
    nextStep: 'Sign in again (aws sso login), then run the command again.',
  },
  'session-not-accepted': {
    reach: 'account',
    transient: true,
    cause:
      'AWS does not accept the credentials of the root session: they are too new to be known everywhere, or the account has left the organization.',
    advice: 'The next try opens a new session.',
    nextStep: 'Run the command again.',
  },
  'credentials-missing': {
    reach: 'organization',
    transient: true,
    cause: 'There are no AWS credentials here.',
    advice: 'Check the execution role of the function.',
    nextStep:
      'Sign in (aws sso login), name a profile (--profile), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
  'sign-in-expired': {
    reach: 'organization',
    transient: false,
    cause: 'The sign-in of the profile has expired, or there was none.',
    advice: 'Sign in again: aws sso login.',
    nextStep: 'Sign in again (aws sso login, with the --profile used here), then run the command again.',
  },
  'credentials-invalid': {
    reach: 'organization',
    transient: true,
    cause:
      'AWS does not know these credentials: the access key was mistyped, deactivated or deleted, its session token is missing or belongs to another key, or it belongs to another partition.',
    advice:
      'Check that the execution role of the function exists; if it was created again, deploy the home stack again.',
    nextStep:
      'See which are used (aws configure list), then sign in again or use others. A temporary key (ASIA…) needs its AWS_SESSION_TOKEN.',
  },
  'signature-mismatch': {
    reach: 'organization',
    transient: true,
    cause: 'The secret access key is not that of the access key.',
    advice:
      'Look for a proxy that changes the requests, or for credentials in the environment of the function.',
    nextStep: 'Copy both again, or sign in again (aws sso login), then run the command again.',
  },
  'clock-skew': {
    reach: 'account',
    transient: true,
    cause: 'The clock of this machine is off by minutes.',
    advice: "The SDK uses the time of AWS's answer in the next try.",
    nextStep: 'Set the clock (timedatectl, or the settings of the system), then run the command again.',
  },
  throttled: {
    reach: 'account',
    transient: true,
    cause: 'Too many calls at once in the organization.',
    advice: 'AWS is limiting the rate; it is tried again later.',
    nextStep: 'Wait a minute and run the command again, with fewer calls at a time (--concurrency).',
  },
  unavailable: {
    reach: 'account',
    transient: true,
    cause: 'AWS, or the network on the way to it, did not answer.',
    advice: 'AWS or the network did not answer; it is tried again.',
    nextStep:
      'Check the connection to AWS (network, proxy, AWS_ENDPOINT_URL, https://health.aws.amazon.com/), then run the command again.',
  },
  'not-aws': {
    reach: 'account',
    transient: true,
    cause: 'What answered is not AWS: a proxy on the way, or whatever listens at AWS_ENDPOINT_URL.',
    advice: 'Look for a proxy or an AWS_ENDPOINT_URL in the way of the call; it is tried again.',
    nextStep: 'Check the proxy and AWS_ENDPOINT_URL, then run the command again.',
  },
  'untrusted-certificate': {
    reach: 'account',
    transient: true,
    cause: 'Something between here and AWS, such as a proxy, answers with its own certificate.',
    advice: 'Look for a proxy in the way of the call; it is tried again.',
    nextStep:
      'Have Node.js trust its issuer (NODE_EXTRA_CA_CERTS=<file.pem>), or use a connection without it.',
  },
  'readings-disagree': {
    reach: 'account',
    transient: true,
    cause: "IAM's answers contradict each other: a change has not reached all of its servers yet.",
    advice: 'Two readings of the account contradict each other; it is read again.',
    nextStep: 'Wait a minute and run the command again.',
  },
  unexpected: {
    reach: 'account',
    transient: true,
    cause: 'rootguard does not know this answer.',
    advice: 'Not an answer rootguard knows; see the code and message.',
    nextStep:
      'Look the code up in the reference of the call; AWS Support finds the call by its request id. Run the command again if the cause may be temporary.',
  },
} as const satisfies Record<string, FailureDescription>;

export type AwsFailureReason = keyof typeof AWS_FAILURES;

const ABOUT_THE_CALL = {
  reason: keyOf<AwsFailureReason>(AWS_FAILURES),
  /** Such as `sts:AssumeRoot` or `iam:ListAccessKeys`. */
  call: v.string(),
  message: v.string(),
  /** What the call was about, where it has a name: `table rootguard-ledger`. */
  resource: v.optional(v.string()),
};

const failedCallSchema = object({
  ...ABOUT_THE_CALL,
  /** AWS's own; where nothing answered, the code of the SDK or of Node.js. */
  code: v.string(),
  requestId: maybe(v.string()),
});

const unusableAnswerSchema = object(ABOUT_THE_CALL);

/** Only a failed call has a code. */
export const awsFailureSchema = v.lazy<typeof failedCallSchema | typeof unusableAnswerSchema>((input) =>
  typeof input === 'object' && input !== null && 'code' in input ? failedCallSchema : unusableAnswerSchema,
);

/** AWS refused the call, or did not answer it. AWS's own code, message and request id are always kept. */
export interface FailedCall extends Output<typeof failedCallSchema> {}

/**
 * AWS answered without an error, and rootguard cannot go on with what the answer says, or with what two answers say together.
 * The message is rootguard's own.
 */
export interface UnusableAnswer extends Output<typeof unusableAnswerSchema> {}

export type AwsFailure = FailedCall | UnusableAnswer;

export function isFailedCall(failure: AwsFailure): failure is FailedCall {
  return 'code' in failure;
}

/** `dynamodb:Query of table rootguard-exceptions: ResourceNotFoundException: Requested resource not found` */
export function describeFailure(failure: AwsFailure): string {
  const { call, resource, message } = failure;
  const of = resource === undefined ? '' : ` of ${resource}`;
  return `${call}${of}: ${isFailedCall(failure) ? `${failure.code}: ` : ''}${message}`;
}

/** As `describeFailure`, with the request id by which AWS Support finds the call. */
export function describeWithRequestId(failure: AwsFailure): string {
  const description = describeFailure(failure);
  const requestId = requestIdOfFailure(failure);
  return requestId === undefined ? description : `${description.replace(/\.$/, '')}, request id ${requestId}`;
}

export function requestIdOfFailure(failure: AwsFailure): string | undefined {
  return isFailedCall(failure) ? failure.requestId : undefined;
}

/** What a person can do after a command has failed. */
export function nextStepAfter({ reason }: AwsFailure): string {
  const { advice, nextStep }: FailureDescription = AWS_FAILURES[reason];
  return nextStep ?? advice;
}

export function concernsWholeOrganization(failure: AwsFailure): boolean {
  return AWS_FAILURES[failure.reason].reach === 'organization';
}

const NOT_REFUSED: readonly AwsFailureReason[] = ['unavailable', 'not-aws', 'unexpected'];

/** Whether the call may have taken effect: nothing answered, or what did is not known as a refusal of AWS. */
export function mayHaveTakenEffect({ reason }: AwsFailure): boolean {
  return NOT_REFUSED.includes(reason);
}

export function isTransient(failure: AwsFailure): boolean {
  return AWS_FAILURES[failure.reason].transient;
}
