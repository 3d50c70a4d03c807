/** Field names that carry a secret in AWS's answers, in a request or in a client, whatever their spelling. */
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
 * A copy fit to be logged: secrets are replaced at whatever depth they stand, and an error is cut down to what tells
 * people about it (the SDK's own carries the whole request and response).
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
  return {
    name: error.name,
    // A DOMException has a number.
    code: 'code' in error && error.code !== undefined ? String(error.code) : undefined,
    message: firstLine(error.message),
    requestId: requestIdOf(error),
    stack: framesOf(error),
    cause: error.cause,
    errors: error instanceof AggregateError ? error.errors : undefined,
  };
}

/**
 * AWS answers a wrong signature with the request that it would have signed, header by header: whoever hands on such a
 * message as text (and not as an error, of which one line is kept) would log the session token of the function's role.
 */
function withoutSignedRequest(text: string): string {
  return SESSION_TOKEN_HEADER.test(text)
    ? `${firstLine(text).replace(SESSION_TOKEN, REDACTED)} ${REDACTED}`
    : text;
}

const SESSION_TOKEN_HEADER = /x-amz-security-token/i;
const SESSION_TOKEN = /x-amz-security-token.*/i;

/** What follows the first line of a signature error is the signed request, with the session token in its headers. */
export function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(SESSION_TOKEN, REDACTED);
}

/** Where it was thrown, without the message that V8 puts in front. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

/** Where the AWS SDK keeps it. */
function requestIdOf(error: Error): unknown {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  return typeof metadata === 'object' && metadata !== null && 'requestId' in metadata
    ? metadata.requestId
    : undefined;
}
