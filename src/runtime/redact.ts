import { requestIdOfFailure } from '../domain/aws-failure.ts';
import { awsFailureOf } from '../domain/errors.ts';
import { firstLine } from '../domain/plain-text.ts';

/** Names of fields with secrets in AWS's answers, in requests and in clients; lower case, without separators. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'secretaccesskey',
  'sessiontoken',
  'securitytoken',
  'xamzsecuritytoken',
  'password',
  'authorization',
]);

const REDACTED = '[redacted]';

/**
 * A copy for the log: secrets are replaced at any depth, and an error is cut down to what describes it (the SDK's own holds
 * the whole request and response).
 */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return copyFields(Object.entries(fields), [fields]);
}

function redact(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return withoutSignedRequest(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (above.includes(value)) return '[circular]';
  const path = [...above, value];
  if (value instanceof Error) return redact(describeError(value), path);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => redact(item, path));
  return copyFields(value instanceof Map ? [...value] : Object.entries(value), path);
}

function copyFields(
  fields: readonly (readonly [unknown, unknown])[],
  path: readonly object[],
): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(([name, field]) => [String(name), isSecret(String(name)) ? REDACTED : redact(field, path)]),
  );
}

function isSecret(name: string): boolean {
  return SECRET_NAMES.has(name.replaceAll(/[-_]/g, '').toLowerCase());
}

function describeError(error: Error): Record<string, unknown> {
  const failure = awsFailureOf(error);
  return {
    name: error.name,
    // A DOMException has a number.
    code: 'code' in error && error.code !== undefined ? String(error.code) : undefined,
    message: redactedFirstLine(error.message),
    requestId: failure && requestIdOfFailure(failure),
    stack: framesOf(error),
    cause: error.cause,
    errors: error instanceof AggregateError ? error.errors : undefined,
  };
}

/**
 * AWS answers a wrong signature with the request that should have been signed, header by header. That includes the session token
 * of the function's role, which must not be logged. Of an error, only the first line is logged anyway.
 */
function withoutSignedRequest(text: string): string {
  return SESSION_TOKEN_HEADER.test(text) ? `${redactedFirstLine(text)} ${REDACTED}` : text;
}

const SESSION_TOKEN_HEADER = /x-amz-security-token/i;
const SESSION_TOKEN = /x-amz-security-token.*/i;

/** What follows the first line of a signature error is the signed request, with the session token in its headers. */
export function redactedFirstLine(message: string): string {
  return firstLine(message).replace(SESSION_TOKEN, REDACTED);
}

/** The frames of the stack, without the message that V8 writes before them. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
