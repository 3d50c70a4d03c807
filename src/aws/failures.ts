import * as v from 'valibot';
import type { FailedCall } from '../domain/aws-failure.ts';
import { AwsCallError, type AwsErrorCode } from '../domain/errors.ts';
import { firstLine } from '../domain/plain-text.ts';
import { object, parse } from '../domain/schema.ts';
import { isWithoutCredentials, NETWORK_CODES, type ReasonsByCall, reasonOf } from './failure-reasons.ts';

/** A call to AWS, as failures name it. */
export interface AwsCall extends ReasonsByCall {
  /** As IAM names the action: `dynamodb:Query`. */
  readonly call: string;
  /** The resource, if it has a name: `table rootguard-ledger`. */
  readonly resource?: string;
  /** The code of the error where AWS does not know the resource; `aws-call-failed` by default. */
  readonly codeIfMissing?: AwsErrorCode;
}

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

/** Translates an error of the SDK, by its exact code. One that has no entry is `unexpected`; code and message are kept. */
export function failureOf({ call, resource, denied, notAccepted }: AwsCall, error: unknown): FailedCall {
  const { name, code, Code, message, $metadata } = readError(error);
  const ownCode = Code ?? code ?? name;
  const answer = { codes: [ownCode, name], message, status: $metadata?.httpStatusCode };
  const reason = reasonOf(answer, { denied, notAccepted });
  return {
    reason,
    call,
    code: ownCode,
    // The further lines of a signature error contain the signed request, with the session token in its headers.
    message: firstLine(message) || ownCode,
    requestId: $metadata?.requestId,
    ...(resource !== undefined && !isWithoutCredentials(name) && { resource }),
  };
}

/** What is thrown for an error of the SDK. That of another call, such as one for the credentials, says itself which it was. */
export function awsCallError(call: AwsCall, error: unknown): AwsCallError {
  if (error instanceof AwsCallError) return error;
  const failure = failureOf(call, error);
  const isMissing = failure.reason === 'resource-missing' || failure.reason === 'organizational-unit-missing';
  const code = isMissing ? call.codeIfMissing : undefined;
  return new AwsCallError(failure, { ...(code !== undefined && { code }), cause: error });
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
    message,
    ...(resource !== undefined && { resource }),
  });
}

/**
 * A field that AWS always sends. An answer without it, such as that of a proxy, does not say that there is nothing: a credential or an
 * account would be missing. The SDK reads an empty list as one, also in XML.
 * @throws AwsCallError
 */
export function present<Value>(call: AwsCall, name: string, value: Value | undefined): Value {
  if (value === undefined) throw malformedAnswer(call, `the answer has no ${name}`);
  return value;
}

/** Whether AWS gave one of these codes. The SDK names some exceptions differently from the wire, so both are compared. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const { name, code, Code } = readError(error instanceof AwsCallError ? error.cause : error);
  return [name, code, Code].some((one) => one !== undefined && codes.includes(one));
}

export function isNoSuchEntity(error: unknown): boolean {
  return hasCode(error, 'NoSuchEntity', 'NoSuchEntityException');
}

/** Whether the SDK had tried the call before. An earlier try may have taken effect, and its answer been lost. */
export function wasRetried(error: unknown): boolean {
  const { $metadata } = readError(error instanceof AwsCallError ? error.cause : error);
  return ($metadata?.attempts ?? 1) > 1;
}

export function requestIdOf(answer: { readonly $metadata: { readonly requestId?: string | undefined } }) {
  return answer.$metadata.requestId;
}

function readError(error: unknown): v.InferOutput<typeof sdkError> {
  const parsed = parse(sdkError, error);
  return parsed.type === 'parsed' ? parsed.value : { name: 'Error', message: String(error) };
}
