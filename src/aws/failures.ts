import * as v from 'valibot';
import { AWS_FAILURES, type AwsFailure, type AwsFailureReason } from '../domain/aws-failure.ts';
import { RootguardError } from '../domain/errors.ts';
import { object, parse } from '../domain/schema.ts';
import { callContextOf } from './call-context.ts';

/** What Node.js says of a network that does not answer. */
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
          // IAM is still busy with an earlier change of the same entity and asks to wait.
          'EntityTemporarilyUnmodifiable',
          'EntityTemporarilyUnmodifiableException',
          'ConcurrentModification',
          'ConcurrentModificationException',
          // Names that the SDK, and codes that Node.js gives to a network that does not answer.
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

/** What AWS was seen to say when it denies a call for a cause that its code does not tell. */
const REASON_BY_DENIAL: readonly (readonly [RegExp, AwsFailureReason])[] = [
  [/^Root credentials management feature is not enabled/, 'root-credentials-management-off'],
  [/^Service not enabled for AWS Organizations/, 'trusted-access-off'],
  [/explicit deny in a service control policy/, 'denied-by-scp'],
];

/** What an error of the SDK looks like; nothing in it is sure to be there. */
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

/**
 * Translates an error of the SDK, by its exact code. One that has no entry is `unexpected`, with AWS's own words kept.
 *
 * @param call such as `iam:ListAccessKeys`
 * @param denied what an AccessDenied means there, where its text does not say more
 */
export function failureOf(
  call: string,
  error: unknown,
  denied: AwsFailureReason = 'not-authorized',
): AwsFailure {
  const { name, code, Code, message, $metadata } = readError(error);
  const ownCode = Code ?? code ?? name;
  const resource = callContextOf(error)?.resource;
  return {
    reason: reasonOf([ownCode, name], message, $metadata?.httpStatusCode, denied),
    call,
    code: ownCode,
    message: firstLine(message) || ownCode,
    requestId: $metadata?.requestId,
    ...(resource !== undefined && { resource }),
  };
}

/** Whether there was no answer at all, in Node.js's words or in the SDK's. */
export function isNetworkError(error: unknown): boolean {
  return hasCode(error, 'TimeoutError', ...NETWORK_CODES);
}

/** An answer that lacks what AWS documents to be in it: nothing can be concluded from it. */
export function malformedAnswer(call: string, message: string): AwsFailure {
  return { reason: 'unexpected', call, code: 'MalformedAnswer', message, requestId: undefined };
}

/** Whether AWS gave one of these codes. The SDK names some exceptions differently from the wire, so both are looked at. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const { name, code, Code } = readError(error);
  return [name, code, Code].some((one) => one !== undefined && codes.includes(one));
}

export function isNoSuchEntity(error: unknown): boolean {
  return hasCode(error, 'NoSuchEntity', 'NoSuchEntityException');
}

export function requestIdOf(answer: { readonly $metadata: { readonly requestId?: string | undefined } }) {
  return answer.$metadata.requestId;
}

/** A failure that its caller cannot go on from. Expected failures are returned, not thrown. */
export class AwsCallError extends RootguardError {
  readonly failure: AwsFailure;

  constructor(failure: AwsFailure, errorCode = 'aws-call-failed') {
    const { call, code, message, reason } = failure;
    super(errorCode, 'aws', `${call}: ${code}: ${message} (${AWS_FAILURES[reason].advice})`);
    this.name = 'AwsCallError';
    this.failure = failure;
  }
}

/** For a call whose failure nobody can go on from. @throws AwsCallError */
export async function translated<Answer>(call: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new AwsCallError(failureOf(call, error));
  }
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
    return REASON_BY_DENIAL.find(([text]) => text.test(message))?.[1] ?? denied;
  }
  if (status === 429) return 'throttled';
  return status !== undefined && status >= 500 ? 'unavailable' : 'unexpected';
}

/** What follows the first line of a signature error is the signed request, with the session token in its headers. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
