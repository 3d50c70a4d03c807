import { isAccountId } from '../../domain/account.ts';
import { isJsonObject, type JsonObject } from '../../domain/json-object.ts';
import type { OwnPartTrigger } from '../../domain/own-part.ts';
import { claim } from '../claims.ts';
import { factsOf, isUnauthorizedReplay } from '../cloudtrail-event.ts';
import { valueAt } from '../json.ts';
import { type Irrelevant, irrelevant, type Malformed, malformed } from '../parsed-message.ts';
import { clampToLast24Hours, parseTimestamp } from '../timestamp.ts';
import { findOwnPartCall } from './calls.ts';
import { readOwnPartChange, type WatchedInstallation } from './read-own-part-change.ts';

/** A change of a part of rootguard. */
export interface OwnPartChanged {
  readonly type: 'own-part-changed';
  readonly trigger: OwnPartTrigger;
}

/**
 * Reads a CloudTrail record in its EventBridge envelope.
 * @returns undefined where it is of no call that changes such a part, so that it may mean something else
 */
export function parseOwnPartEvent(
  envelope: JsonObject,
  sentAt: Date,
  installation: WatchedInstallation,
): OwnPartChanged | Irrelevant | Malformed | undefined {
  const { source, account, detail } = envelope;
  const eventName = valueAt(envelope, 'detail.eventName');
  if (typeof source !== 'string' || typeof eventName !== 'string' || !isJsonObject(detail)) return undefined;
  const call = findOwnPartCall(source, eventName);
  if (call === undefined) return undefined;
  if (isUnauthorizedReplay(envelope)) return irrelevant('replayed');
  if (typeof account !== 'string' || !isAccountId(account)) return malformed('account', 'expected 12 digits');
  // Such a record does not say what the call was about.
  if (valueAt(detail, 'errorCode') !== undefined) return irrelevant('call-failed');
  const change = readOwnPartChange(call, detail, account, installation);
  if (change === undefined) return irrelevant('not-own-part');

  const claimedAt = parseTimestamp(detail.eventTime) ?? parseTimestamp(envelope.time);
  if (claimedAt === undefined) return malformed('detail.eventTime', 'expected an ISO 8601 time');
  const id = claim(detail.eventID) ?? claim(envelope.id);
  if (id === undefined) return malformed('detail.eventID', 'expected a string');
  return {
    type: 'own-part-changed',
    trigger: {
      type: 'own-part-changed',
      account,
      at: clampToLast24Hours(claimedAt, sentAt),
      ...change,
      event: factsOf(envelope, id, eventName, call),
    },
  };
}
