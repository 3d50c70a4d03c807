import { redactedFirstLine } from '../runtime/redact.ts';

/**
 * Lambda writes what a handler throws into the log and into the message of a failed invocation, with every line and every
 * frame. The message of a signature error includes the session token of the function's role.
 */
export function withoutSecrets(error: unknown): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const redacted = new Error(redactedFirstLine(message));
  redacted.name = name;
  return redacted;
}
