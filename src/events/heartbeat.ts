import { type AccountId, isAccountId } from '../domain/account.ts';
import { isJsonObject } from '../domain/json-object.ts';
import { parseJsonObject, valueAt } from './json.ts';
import { type Irrelevant, irrelevant, type Malformed, malformed } from './parsed-message.ts';
import { parseTimestamp } from './timestamp.ts';

/** The call of which CloudTrail's event is a heartbeat. */
export const HEARTBEAT = { source: 'aws.iam', eventName: 'GetAccountSummary' } as const;

/** The events of an account reach rootguard. */
export interface Heartbeat {
  readonly type: 'heartbeat';
  readonly account: AccountId;
  /** When the audit read the account, by AWS's clock. */
  readonly at: Date;
}

export type ParsedHeartbeat = Heartbeat | Irrelevant | Malformed;

/** AWS's machines differ by less. */
const MAX_AHEAD_SECONDS = 60;

/**
 * Reads the CloudTrail event of an audit's read. Whose root session it was does not matter: that of an attacker takes the same way.
 * A call that was refused is logged as well, and proves the same. What is replayed, or has another account in the record
 * than in the envelope, which EventBridge sets, proves nothing.
 *
 * @param sentAt by SQS: no event is later than its message
 */
export function parseHeartbeat(body: string, sentAt: Date): ParsedHeartbeat {
  const json = parseJsonObject(body);
  if (json.type === 'unusable') return malformed('body', json.message);
  const envelope = json.value;
  const { source, account, detail } = envelope;
  if (envelope['replay-name'] !== undefined) return irrelevant('replayed');
  if (!isJsonObject(detail)) return malformed('detail', 'expected an object');
  if (source !== HEARTBEAT.source || detail.eventName !== HEARTBEAT.eventName)
    return irrelevant('not-watched');
  if (typeof account !== 'string' || !isAccountId(account)) return malformed('account', 'expected 12 digits');

  const assumedRoot = valueAt(envelope, 'detail.userIdentity.sessionContext.assumedRoot');
  const isRootSession = assumedRoot === 'true' || assumedRoot === true;
  if (valueAt(envelope, 'detail.userIdentity.type') !== 'Root' || !isRootSession)
    return irrelevant('not-root');
  if (detail.recipientAccountId !== account) {
    return malformed('detail.recipientAccountId', 'expected the account of the envelope');
  }
  const at = parseTimestamp(detail.eventTime);
  if (at === undefined) return malformed('detail.eventTime', 'expected an ISO 8601 time');
  if (at.getTime() > sentAt.getTime() + MAX_AHEAD_SECONDS * 1000) {
    return malformed('detail.eventTime', 'expected a time before the message was sent');
  }
  return { type: 'heartbeat', account, at };
}
