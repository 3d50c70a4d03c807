import { isDeepStrictEqual } from 'node:util';
import { parseScope } from '../domain/exception.ts';
import { isJsonObject, type JsonObject } from '../domain/json-object.ts';
import { claim } from './claims.ts';
import { valueAt } from './json.ts';
import { irrelevant, malformed, type ParsedMessage } from './parsed-message.ts';
import { clampToLast24Hours } from './timestamp.ts';

export type ParsedStreamRecord = Extract<
  ParsedMessage,
  { readonly type: 'exception-change' | 'irrelevant' | 'malformed' }
>;

export function isStreamRecord(body: JsonObject): boolean {
  return body.eventSource === 'aws:dynamodb';
}

/**
 * Reads a record of the exceptions table's stream, with values in DynamoDB's JSON, as Lambda delivers it to the listener. The consumer may
 * have some in its queue: earlier, an EventBridge pipe sent one record in each message.
 * @param sentAt no change is later than it
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function parseStreamRecord(record: JsonObject, sentAt: Date): ParsedStreamRecord {
  const change = record.eventName;
  if (change !== 'INSERT' && change !== 'MODIFY' && change !== 'REMOVE') {
    return malformed('eventName', 'expected INSERT, MODIFY or REMOVE');
  }
  const scopeText = valueAt(record, 'dynamodb.Keys.scope.S');
  const scope = typeof scopeText === 'string' ? parseScope(scopeText) : undefined;
  if (scope === undefined) {
    return malformed(
      'dynamodb.Keys.scope.S',
      'expected account#<12 digits>, ou#<organizational unit id> or organization',
    );
  }
  const id = claim(valueAt(record, 'dynamodb.Keys.id.S'), 'long');
  if (id === undefined) return malformed('dynamodb.Keys.id.S', 'expected a string that is not empty');
  if (change === 'MODIFY' && isOwnUpdate(record)) return irrelevant('own-update-only');
  const at = clampToLast24Hours(changedAt(record) ?? sentAt, sentAt);
  return { type: 'exception-change', trigger: { type: 'exception-changed', scope, id, at } };
}

/** DynamoDB's time of the change, which is in seconds since 1970. */
function changedAt(record: JsonObject): Date | undefined {
  const seconds = valueAt(record, 'dynamodb.ApproximateCreationDateTime');
  if (typeof seconds !== 'number') return undefined;
  const timestamp = new Date(seconds * 1000);
  return Number.isNaN(timestamp.getTime()) ? undefined : timestamp;
}

/** Whether only `settledAt` differs, which rootguard sets itself. False where an image is missing, as it is not known then. */
function isOwnUpdate(record: JsonObject): boolean {
  const before = valueAt(record, 'dynamodb.OldImage');
  const after = valueAt(record, 'dynamodb.NewImage');
  return (
    isJsonObject(before) &&
    isJsonObject(after) &&
    !isDeepStrictEqual(before.settledAt, after.settledAt) &&
    isDeepStrictEqual({ ...before, settledAt: undefined }, { ...after, settledAt: undefined })
  );
}
