import type { AwsFailureReason } from '../domain/aws-failure.ts';

/** Node.js's codes for a network that does not answer. */
export const NETWORK_CODES: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** Every code by its name on the wire and, where they differ, by the name of the SDK's exception class. */
const REASON_BY_CODE = byCode([
  ['trusted-access-off', ['ServiceAccessNotEnabledException', 'ServiceAccessNotEnabled']],
  [
    'not-delegated',
    ['AccountNotManagementOrDelegatedAdministratorException', 'AccountNotManagementOrDelegatedAdministrator'],
  ],
  ['organizations-not-in-use', ['AWSOrganizationsNotInUseException']],
  [
    'resource-missing',
    ['ResourceNotFoundException', 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
  ],
  ['organizational-unit-missing', ['ParentNotFoundException']],
  ['account-not-found', ['AccountNotFoundException']],
  ['region-disabled', ['RegionDisabledException', 'RegionDisabled']],
  ['session-expired', ['ExpiredTokenException', 'ExpiredToken']],
  ['credentials-invalid', ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId']],
  ['signature-mismatch', ['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature']],
  ['clock-skew', ['RequestExpired', 'RequestTimeTooSkewed']],
  // The SDK finds no credentials, and sends nothing.
  ['credentials-missing', ['CredentialsProviderError', 'TokenProviderError']],
  [
    'throttled',
    [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestThrottled',
      'RequestThrottledException',
      'RequestLimitExceeded',
      'TooManyRequestsException',
      'PriorRequestNotComplete',
    ],
  ],
  [
    'unavailable',
    [
      'ServiceFailure',
      'ServiceFailureException',
      'ServiceUnavailable',
      'ServiceException',
      'InternalFailure',
      'InternalServerError',
      // IAM is still processing an earlier change of the same entity.
      'EntityTemporarilyUnmodifiable',
      'EntityTemporarilyUnmodifiableException',
      'ConcurrentModification',
      'ConcurrentModificationException',
      // The network does not answer: names of the SDK and codes of Node.js.
      'TimeoutError',
      'RequestTimeout',
      'RequestTimeoutException',
      ...NETWORK_CODES,
    ],
  ],
  [
    'untrusted-certificate',
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ],
]);

/** The SDK cannot parse the answer. With a status of 429 or from 500 on it may still be AWS's. */
const REASON_BY_CODE_AFTER_STATUS = byCode([['not-aws', ['Unknown', 'UnknownError', 'SyntaxError']]]);

const DENIALS: readonly string[] = ['AccessDenied', 'AccessDeniedException'];

interface Observed {
  readonly codes: readonly string[];
  readonly message: RegExp;
  readonly reason: AwsFailureReason;
}

/** Observed messages of codes that have several causes. */
const OBSERVED: readonly Observed[] = [
  {
    codes: DENIALS,
    message: /^Root credentials management feature is not enabled/,
    reason: 'root-credentials-management-off',
  },
  { codes: DENIALS, message: /^Service not enabled for AWS Organizations/, reason: 'trusted-access-off' },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    codes: DENIALS,
    message: /explicit deny in a service control policy|because no service control policy allows/,
    reason: 'denied-by-scp',
  },
  { codes: ['NotFound', 'NotFoundException'], message: /topic/i, reason: 'resource-missing' },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException'],
    message: /expired|not yet current|skew/i,
    reason: 'clock-skew',
  },
  {
    codes: ['CredentialsProviderError', 'TokenProviderError'],
    message: /\bSSO\b|token is expired/i,
    reason: 'sign-in-expired',
  },
];

/**
 * In a message of AWS Organizations when the caller's policies lack the action. When the account itself may not make the
 * call, the message names no action.
 */
const MISSING_PERMISSION = /is not authorized to perform/;

/** Where the reason depends on what is called. */
export interface ReasonsByCall {
  /** For an AccessDenied whose message does not show its cause; `not-authorized` by default. */
  readonly denied?: AwsFailureReason | undefined;
  /** For credentials that AWS does not know or that do not match the signature; they are the caller's by default. */
  readonly notAccepted?: AwsFailureReason | undefined;
}

/** What AWS, the SDK or the network answered. */
interface Answer {
  readonly codes: readonly string[];
  readonly message: string;
  /** HTTP. */
  readonly status: number | undefined;
}

/** Why a call failed, by its exact codes; `unexpected` if none of them is known. */
export function reasonOf(answer: Answer, { denied, notAccepted }: ReasonsByCall): AwsFailureReason {
  const { codes, message } = answer;
  const observed = OBSERVED.find((one) => hasAny(codes, one.codes) && one.message.test(message));
  if (observed !== undefined) return observed.reason;
  if (hasAny(codes, DENIALS)) return reasonOfDenial(message, denied);
  const reason = find(REASON_BY_CODE, codes) ?? reasonOfStatus(answer.status);
  if (notAccepted !== undefined && isNotAccepted(reason)) return notAccepted;
  return reason ?? find(REASON_BY_CODE_AFTER_STATUS, codes) ?? 'unexpected';
}

/** Whether the SDK found no credentials. Nothing was sent, so the failure is not about a resource. */
export function isWithoutCredentials(name: string): boolean {
  return REASON_BY_CODE.get(name) === 'credentials-missing';
}

function reasonOfDenial(message: string, denied: AwsFailureReason = 'not-authorized'): AwsFailureReason {
  return denied === 'not-delegated' && MISSING_PERMISSION.test(message) ? 'not-authorized' : denied;
}

function reasonOfStatus(status: number | undefined): AwsFailureReason | undefined {
  if (status === 429) return 'throttled';
  return status !== undefined && status >= 500 ? 'unavailable' : undefined;
}

function isNotAccepted(reason: AwsFailureReason | undefined): boolean {
  return reason === 'credentials-invalid' || reason === 'signature-mismatch';
}

function find(
  reasons: ReadonlyMap<string, AwsFailureReason>,
  codes: readonly string[],
): AwsFailureReason | undefined {
  return codes.map((code) => reasons.get(code)).find((reason) => reason !== undefined);
}

function hasAny(codes: readonly string[], of: readonly string[]): boolean {
  return codes.some((code) => of.includes(code));
}

function byCode(
  reasons: readonly (readonly [AwsFailureReason, readonly string[]])[],
): ReadonlyMap<string, AwsFailureReason> {
  return new Map(reasons.flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const)));
}
