import type { AwsFailure } from '../domain/aws-failure.ts';

/** Answers whose code, or whose words, say more than their kind does. */
export interface KnownAnswer {
  readonly codes: readonly string[];
  /** Where one code stands for several causes. */
  readonly words?: RegExp;
  /** Where it means something else once the failure names a resource of this kind. */
  readonly named?: string;
  readonly cause: string;
  readonly next: string;
}

const SIGN_IN =
  'Sign in (aws sso login), name a profile (--profile), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
const NO_CREDENTIALS = ['CredentialsProviderError', 'TokenProviderError'];
const DEPLOYED_ELSEWHERE = 'rootguard is deployed elsewhere, or not at all.';

/** The first that fits counts. */
const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    codes: NO_CREDENTIALS,
    words: /\bSSO\b|token is expired/i,
    cause: 'The sign-in of the profile has expired, or there was none.',
    next: 'Sign in again (aws sso login, with the --profile used here), then run the command again.',
  },
  {
    codes: NO_CREDENTIALS,
    named: 'profile',
    cause:
      'The AWS configuration files have no such profile, or it has no credentials that could be used from here.',
    next: 'Look which profiles there are (aws configure list-profiles), and name another one or sign in with it (aws sso login --profile <name>).',
  },
  { codes: NO_CREDENTIALS, cause: 'There are no AWS credentials here.', next: SIGN_IN },
  {
    codes: ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId'],
    cause:
      'AWS does not know these credentials: the access key was mistyped, deactivated or deleted, its session token is missing or not its own, or it belongs to another partition.',
    next: 'See which are used (aws configure list), then sign in again or use others. A temporary key (ASIA…) needs its AWS_SESSION_TOKEN.',
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestExpired', 'RequestTimeTooSkewed'],
    words: /expired|not yet current|skew/i,
    cause: 'The clock of this machine is off by minutes.',
    next: 'Set the clock (timedatectl, or the settings of the system), then run the command again.',
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature'],
    cause: 'The secret access key is not that of the access key.',
    next: 'Copy both again, or sign in again (aws sso login), then run the command again.',
  },
  {
    codes: ['ResourceNotFoundException'],
    cause: `The account of these credentials has no such table: ${DEPLOYED_ELSEWHERE}`,
    next: 'Use credentials of the home account. Where the table has another name, give it: --exceptions-table, --ledger-table, --posture-table.',
  },
  {
    codes: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
    cause: `The account of these credentials has no such queue: ${DEPLOYED_ELSEWHERE}`,
    next: 'Use credentials of the home account. Where the queue has another name, give its URL: --triggers-queue-url, --sweep-queue-url, --dead-letter-queue-url.',
  },
  {
    codes: ['NotFound', 'NotFoundException'],
    words: /topic/i,
    cause: `The home account has no such topic: ${DEPLOYED_ELSEWHERE}`,
    next: 'Use credentials of the home account. Where the topic has another name, give its ARN: --topic-arn.',
  },
  {
    codes: ['ParentNotFoundException'],
    cause: 'The organization has no such organizational unit.',
    next: 'Look its id up: aws organizations list-organizational-units-for-parent --parent-id <root or unit>.',
  },
  {
    codes: ['AWSOrganizationsNotInUseException'],
    cause: 'The account of these credentials is in no organization.',
    next: 'Use credentials of the management account or of the delegated administrator for IAM.',
  },
  {
    codes: ['Unknown', 'UnknownError', 'SyntaxError'],
    cause: 'What answered is not AWS: a proxy on the way, or whatever listens at AWS_ENDPOINT_URL.',
    next: 'Check the proxy and AWS_ENDPOINT_URL, then run the command again.',
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    cause: 'Something between here and AWS, such as a proxy, answers with a certificate of its own.',
    next: 'Have Node.js trust its issuer (NODE_EXTRA_CA_CERTS=<file.pem>), or go round it.',
  },
];

export function knownAnswer({ code, message, resource }: AwsFailure): KnownAnswer | undefined {
  return KNOWN_ANSWERS.find(
    ({ codes, words, named }) =>
      codes.includes(code) &&
      (words?.test(message) ?? true) &&
      (named === undefined || resource?.startsWith(`${named} `) === true),
  );
}
