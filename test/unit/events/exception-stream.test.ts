import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import { parseMessage } from '../../../src/events/parse-message.ts';
import type { ParsedMessage } from '../../../src/events/parsed-message.ts';

const SENT_AT = new Date('2026-03-02T12:00:00Z');
const KEYS = { scope: { S: 'account#333333333333' }, id: { S: '01J00000000000000000000000' } };
const ROW = { ...KEYS, credentials: { SS: ['login-profile', 'mfa-device'] }, reason: { S: 'audit' } };

/** In the form of docs.aws.amazon.com EventBridge eb-pipes-dynamodb. */
function streamRecord(eventName: string, dynamodb: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    eventID: '1',
    eventVersion: '1.1',
    dynamodb: {
      ApproximateCreationDateTime: SENT_AT.getTime() / 1000 - 5,
      Keys: KEYS,
      SequenceNumber: '111',
      SizeBytes: 26,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...dynamodb,
    },
    awsRegion: 'us-east-1',
    eventName,
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:111111111111:table/rootguard-exceptions/stream/2026-01-01',
    eventSource: 'aws:dynamodb',
  });
}

function parse(body: string): ParsedMessage {
  const context = { managementAccountId: parseAccountId('999999999999') };
  return parseMessage({ body, queue: 'triggers', sentAt: SENT_AT }, context);
}

const CHANGED = {
  type: 'exception-change',
  trigger: {
    type: 'exception-changed',
    scope: { type: 'account', account: '333333333333' },
    id: KEYS.id.S,
    at: new Date('2026-03-02T11:59:55Z'),
  },
};

describe("a record of the exceptions table's stream", () => {
  it.each([
    ['INSERT', { NewImage: ROW }],
    ['MODIFY', { OldImage: ROW, NewImage: { ...ROW, revokedAt: { S: '2026-03-02T11:59:55Z' } } }],
    ['REMOVE', { OldImage: ROW }],
    ['MODIFY', {}],
  ])('is an exception change for %s %j', (eventName, images) => {
    expect(parse(streamRecord(eventName, images))).toStrictEqual(CHANGED);
  });

  it.each([
    ['organization', { type: 'organization' }],
    ['ou#ou-ab12-cdef3456', { type: 'organizational-unit', organizationalUnit: 'ou-ab12-cdef3456' }],
  ])('has the scope %s', (text, scope) => {
    const body = streamRecord('INSERT', { Keys: { ...KEYS, scope: { S: text } } });
    expect(parse(body)).toMatchObject({ trigger: { scope } });
  });

  it('is irrelevant when only settledAt changed', () => {
    const processed = { ...ROW, settledAt: { S: '2026-03-02T11:59:55Z' } };
    expect(parse(streamRecord('MODIFY', { OldImage: ROW, NewImage: processed }))).toStrictEqual({
      type: 'irrelevant',
      reason: 'own-update-only',
    });
  });

  it('is relevant when more than settledAt changed, or when nothing differs', () => {
    const more = { ...ROW, settledAt: { S: '2026-03-02T11:59:55Z' }, permanent: { BOOL: true } };
    expect(parse(streamRecord('MODIFY', { OldImage: ROW, NewImage: more }))).toStrictEqual(CHANGED);
    expect(parse(streamRecord('MODIFY', { OldImage: ROW, NewImage: ROW }))).toStrictEqual(CHANGED);
  });

  it.each([undefined, 'soon', '1772452795', 1e300])(
    'has the time of the SQS message when its own is %s',
    (time) => {
      const body = streamRecord('INSERT', { ApproximateCreationDateTime: time });
      expect(parse(body)).toMatchObject({ trigger: { at: SENT_AT } });
    },
  );

  it('is relevant when only settledAt differs, but the row is a new one', () => {
    expect(parse(streamRecord('INSERT', { OldImage: ROW, NewImage: ROW }))).toStrictEqual(CHANGED);
    const processed = { ...ROW, settledAt: { S: '2026-03-02T11:59:55Z' } };
    expect(parse(streamRecord('INSERT', { OldImage: ROW, NewImage: processed }))).toStrictEqual(CHANGED);
  });

  it.each([{ OldImage: ROW }, { NewImage: ROW }])('is relevant when an image is missing: %j', (images) => {
    expect(parse(streamRecord('MODIFY', images))).toStrictEqual(CHANGED);
  });

  it('may have an id of a thousand characters', () => {
    const id = 'x'.repeat(1000);
    const body = streamRecord('INSERT', { Keys: { ...KEYS, id: { S: id } } });
    expect(parse(body)).toMatchObject({ trigger: { id } });
  });

  const scopeMessage = 'expected account#<12 digits>, ou#<organizational unit id> or organization';
  it.each([
    ['eventName', 'expected INSERT, MODIFY or REMOVE', 'TRUNCATE', {}],
    ['dynamodb.Keys.scope.S', scopeMessage, 'INSERT', { Keys: { ...KEYS, scope: { S: 'account#33' } } }],
    ['dynamodb.Keys.scope.S', scopeMessage, 'INSERT', { Keys: null }],
    [
      'dynamodb.Keys.id.S',
      'expected a string that is not empty',
      'INSERT',
      { Keys: { scope: KEYS.scope, id: { N: '1' } } },
    ],
  ])('is malformed with its path when %s is not valid: %s', (path, message, eventName, dynamodb) => {
    expect(parse(streamRecord(eventName, dynamodb))).toStrictEqual({ type: 'malformed', path, message });
  });
});
