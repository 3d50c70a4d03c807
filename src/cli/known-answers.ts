import type { AwsFailure } from '../domain/aws-failure.ts';

/** AWS's error responses whose code or message is more specific than the reason in `AWS_FAILURES`. */
export interface KnownAnswer {
  readonly codes: readonly string[];
  /** Set if one code has several causes. */
  readonly message?: RegExp;
  /** Only where the command names a profile of the AWS configuration files. */
  readonly withProfile?: true;
  readonly cause: string;
  readonly nextStep: string;
  /** The credentials may be of another account than the one that rootguard runs in. */
  readonly mayBeWrongAccount?: true;
  /** The command line names something that does not exist. */
  readonly isUsage?: true;
}

const SIGN_IN =
  'Sign in (aws sso login), name a profile (--profile), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
const NO_CREDENTIALS = ['CredentialsProviderError', 'TokenProviderError'];
const DEPLOYED_ELSEWHERE = 'rootguard is deployed elsewhere, or not at all.';

/** The first match is used. */
const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    codes: NO_CREDENTIALS,
    message: /\bSSO\b|token is expired/i,
    cause: 'The sign-in of the profile has expired, or there was none.',
    nextStep: 'Sign in again (aws sso login, with the --profile used here), then run the command again.',
  },
  {
    codes: NO_CREDENTIALS,
    withProfile: true,
    cause:
      'The AWS configuration files have no such profile, or it has no credentials that can be used here.',
    nextStep:
      'List the profiles (aws configure list-profiles), and name another one or sign in with it (aws sso login --profile <name>).',
  },
  { codes: NO_CREDENTIALS, cause: 'There are no AWS credentials here.', nextStep: SIGN_IN },
  {
    codes: ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId'],
    cause:
      'AWS does not know these credentials: the access key was mistyped, deactivated or deleted, its session token is missing or belongs to another key, or it belongs to another partition.',
    nextStep:
      'See which are used (aws configure list), then sign in again or use others. A temporary key (ASIA…) needs its AWS_SESSION_TOKEN.',
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestExpired', 'RequestTimeTooSkewed'],
    message: /expired|not yet current|skew/i,
    cause: 'The clock of this machine is off by minutes.',
    nextStep: 'Set the clock (timedatectl, or the settings of the system), then run the command again.',
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature'],
    cause: 'The secret access key is not that of the access key.',
    nextStep: 'Copy both again, or sign in again (aws sso login), then run the command again.',
  },
  {
    codes: ['ResourceNotFoundException'],
    mayBeWrongAccount: true,
    cause: `The account of these credentials has no such table: ${DEPLOYED_ELSEWHERE}`,
    nextStep:
      'Use credentials of the home account. Where the table has another name, name it: --exceptions-table, --ledger-table, --posture-table.',
  },
  {
    codes: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
    mayBeWrongAccount: true,
    cause: `The account of these credentials has no such queue: ${DEPLOYED_ELSEWHERE}`,
    nextStep:
      'Use credentials of the home account. Where the queue has another name, give its URL: --triggers-queue-url, --sweep-queue-url, --dead-letter-queue-url.',
  },
  {
    codes: ['NotFound', 'NotFoundException'],
    mayBeWrongAccount: true,
    message: /topic/i,
    cause: `The home account has no such topic: ${DEPLOYED_ELSEWHERE}`,
    nextStep:
      'Use credentials of the home account. Where the topic has another name, give its ARN: --topic-arn.',
  },
  {
    codes: ['ParentNotFoundException'],
    isUsage: true,
    cause: 'The organization has no such organizational unit.',
    nextStep:
      'Look its id up: aws organizations list-organizational-units-for-parent --parent-id <root or unit>.',
  },
  {
    codes: ['AWSOrganizationsNotInUseException'],
    cause: 'The account of these credentials is in no organization.',
    nextStep: 'Use credentials of the management account or of the delegated administrator for IAM.',
  },
  {
    codes: ['Unknown', 'UnknownError', 'SyntaxError'],
    cause: 'What answered is not AWS: a proxy on the way, or whatever listens at AWS_ENDPOINT_URL.',
    nextStep: 'Check the proxy and AWS_ENDPOINT_URL, then run the command again.',
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    cause: 'Something between here and AWS, such as a proxy, answers with its own certificate.',
    nextStep:
      'Have Node.js trust its issuer (NODE_EXTRA_CA_CERTS=<file.pem>), or use a connection without it.',
  },
];

/** @param profile that the command names */
export function knownAnswer({ code, message }: AwsFailure, profile?: string): KnownAnswer | undefined {
  return KNOWN_ANSWERS.find(
    (answer) =>
      answer.codes.includes(code) &&
      (answer.message?.test(message) ?? true) &&
      (answer.withProfile === undefined || profile !== undefined),
  );
}

/** Whether nothing was sent, as there were no credentials: the failure is not about the resource of the call. */
export function lacksCredentials({ code }: AwsFailure): boolean {
  return NO_CREDENTIALS.includes(code);
}
