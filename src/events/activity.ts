import { parseJsonObject } from './json.ts';
import { type Irrelevant, irrelevant, type Malformed, malformed } from './parsed-message.ts';

/** What a message of the queue `activity` means: it is recorded and notified, and needs no audit. */
export type ParsedActivity = Irrelevant | Malformed;

/**
 * Reads an untrusted message, layer by layer. Never throws, whatever the body is.
 * @param _sentAt SQS's SentTimestamp: set by SQS itself, unlike anything in the body
 */
export function parseActivity(body: string, _sentAt: Date): ParsedActivity {
  const json = parseJsonObject(body);
  if (json.type === 'unusable') return malformed('body', json.message);
  return irrelevant('not-watched');
}
