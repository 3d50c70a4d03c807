import * as v from 'valibot';
import type { AwsFailure, AwsFailureReason } from '../domain/aws-failure.ts';
import { AwsCallError } from '../domain/errors.ts';
import { object, parse } from '../domain/schema.ts';

/** A call to AWS, as failures name it. */
export interface AwsCall {
  /** As IAM names the action: `dynamodb:Query`. */
  readonly call: string;
  /** The resource, if it has a name: `table rootguard-ledger`. */
  readonly resource?: string;
  /** The reason for an AccessDenied whose message does not show its cause; `not-authorized` by default. */
  readonly denied?: AwsFailureReason;
}

/** Node.js's codes for a network that does not answer. */
const NETWORK_CODES: readonly string[] = [
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
const REASON_BY_CODE: ReadonlyMap<string, AwsFailureReason> = new Map(
  (
    [
      ['trusted-access-off', ['ServiceAccessNotEnabledException', 'ServiceAccessNotEnabled']],
      [
        'not-delegated',
        [
          'AccountNotManagementOrDelegatedAdministratorException',
          'AccountNotManagementOrDelegatedAdministrator',
        ],
      ],
      ['region-disabled', ['RegionDisabledException', 'RegionDisabled']],
      ['session-expired', ['ExpiredTokenException', 'ExpiredToken']],
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
    ] as const
  ).flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const)),
);

const DENIALS: readonly string[] = ['AccessDenied', 'AccessDeniedException'];

/** Observed messages of AWS where AccessDenied has a cause that its code does not show. */
const REASON_BY_DENIAL: readonly (readonly [RegExp, AwsFailureReason])[] = [
  [/^Root credentials management feature is not enabled/, 'root-credentials-management-off'],
  [/^Service not enabled for AWS Organizations/, 'trusted-access-off'],
  [/explicit deny in a service control policy/, 'denied-by-scp'],
];

/** The fields of an error of the SDK; each may be missing. */
const sdkError = object({
  name: v.fallback(v.string(), 'Error'),
  message: v.fallback(v.string(), ''),
  Code: v.fallback(v.optional(v.string()), undefined),
  code: v.fallback(v.optional(v.string()), undefined),
  $metadata: v.fallback(
    v.optional(
      object({
        requestId: v.optional(v.string()),
        httpStatusCode: v.optional(v.pipe(v.number(), v.finite())),
        attempts: v.fallback(v.optional(v.number()), undefined),
      }),
    ),
    undefined,
  ),
});

/** Errors of the SDK when it finds no credentials. Nothing was sent, so the failure does not name the resource. */
const NO_CREDENTIALS: readonly string[] = ['CredentialsProviderError', 'TokenProviderError'];

/**
 * In a message of AWS Organizations when the caller's policies lack the action. When the account itself may not make the
 * call, the message names no action.
 */
const MISSING_PERMISSION = /is not authorized to perform/;

/** Translates an error of the SDK, by its exact code. One that has no entry is `unexpected`; code and message are kept. */
export function failureOf(
  { call, resource, denied = 'not-authorized' }: AwsCall,
  error: unknown,
): AwsFailure {
  const { name, code, Code, message, $metadata } = readError(error);
  const ownCode = Code ?? code ?? name;
  return {
    reason: reasonOf([ownCode, name], message, $metadata?.httpStatusCode, denied),
    call,
    code: ownCode,
    message: firstLine(message) || ownCode,
    requestId: $metadata?.requestId,
    ...(resource !== undefined && !NO_CREDENTIALS.includes(name) && { resource }),
  };
}

/** Whether there was no answer at all, by the codes of Node.js or of the SDK. */
export function isNetworkError(error: unknown): boolean {
  return hasCode(error, 'TimeoutError', ...NETWORK_CODES);
}

/** An answer without a field that AWS documents as present: nothing can be concluded from it. */
export function malformedAnswer({ call, resource }: AwsCall, message: string): AwsCallError {
  return new AwsCallError({
    reason: 'unexpected',
    call,
    code: 'MalformedAnswer',
    message,
    requestId: undefined,
    ...(resource !== undefined && { resource }),
  });
}

/** Whether AWS gave one of these codes. The SDK names some exceptions differently from the wire, so both are compared. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const { name, code, Code } = readError(error instanceof AwsCallError ? error.cause : error);
  return [name, code, Code].some((one) => one !== undefined && codes.includes(one));
}

export function isNoSuchEntity(error: unknown): boolean {
  return hasCode(error, 'NoSuchEntity', 'NoSuchEntityException');
}

export function requestIdOf(answer: { readonly $metadata: { readonly requestId?: string | undefined } }) {
  return answer.$metadata.requestId;
}

function readError(error: unknown): v.InferOutput<typeof sdkError> {
  const parsed = parse(sdkError, error);
  return parsed.type === 'parsed' ? parsed.value : { name: 'Error', message: String(error) };
}

function reasonOf(
  codes: readonly string[],
  message: string,
  status: number | undefined,
  denied: AwsFailureReason,
): AwsFailureReason {
  for (const code of codes) {
    const reason = REASON_BY_CODE.get(code);
    if (reason !== undefined) return reason;
  }
  if (codes.some((code) => DENIALS.includes(code))) {
    const known = REASON_BY_DENIAL.find(([text]) => text.test(message))?.[1];
    if (known !== undefined) return known;
    return denied === 'not-delegated' && MISSING_PERMISSION.test(message) ? 'not-authorized' : denied;
  }
  if (status === 429) return 'throttled';
  return status !== undefined && status >= 500 ? 'unavailable' : 'unexpected';
}

/** The further lines of a signature error contain the signed request, with the session token in its headers. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
