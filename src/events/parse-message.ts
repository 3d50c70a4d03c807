import type { AccountId } from '../domain/account.ts';
import { parseCloudTrailEvent } from './cloudtrail-event.ts';
import { isStreamRecord, parseStreamRecord } from './exception-stream.ts';
import { parseJsonObject } from './json.ts';
import { isOwnMessage, parseOwnMessage } from './own-messages.ts';
import { malformed, type ParsedMessage } from './parsed-message.ts';

/** A message as it came out of SQS. */
export interface QueueRecord {
  readonly body: string;
  readonly queue: 'triggers' | 'sweep';
  /** SQS's SentTimestamp: set by SQS itself, unlike anything in the body. */
  readonly sentAt: Date;
  /**
   * When the event arrived in its first queue: earlier than `sentAt` for one that came back from the dead-letter queue. Undefined
   * where that is not known.
   */
  readonly arrivedAt?: Date | undefined;
}

export interface ParseContext {
  readonly managementAccountId: AccountId;
}

/**
 * Reads an untrusted message, layer by layer: JSON, then rootguard's own message, a record of the exceptions table's
 * stream, or a CloudTrail event in its EventBridge envelope. Never throws, whatever the body is.
 */
export function parseMessage(
  { body, queue, sentAt, arrivedAt }: QueueRecord,
  { managementAccountId }: ParseContext,
): ParsedMessage {
  const json = parseJsonObject(body);
  if (json.type === 'unusable') return malformed('body', json.message);
  if (isOwnMessage(json.value)) return parseOwnMessage(json.value, queue, sentAt);
  if (isStreamRecord(json.value)) return parseStreamRecord(json.value, sentAt);
  return parseCloudTrailEvent(json.value, { sentAt, arrivedAt }, managementAccountId);
}
