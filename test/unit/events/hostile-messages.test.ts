import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAccountId, parseAccountId } from '../../../src/domain/account.ts';
import { findWatchedEvents } from '../../../src/events/catalogue.ts';
import { parseMessage, type QueueRecord } from '../../../src/events/parse-message.ts';
import type { ParsedMessage } from '../../../src/events/parsed-message.ts';

import { isPositive, readEventFixtures } from '../../support/event-fixtures.ts';

const SENT_AT = new Date('2026-03-02T12:00:00Z');
const RUNS = { numRuns: 2000, seed: 20_260_302 };

function parse(body: string, queue: QueueRecord['queue'] = 'triggers'): ParsedMessage {
  const context = { managementAccountId: parseAccountId('999999999999') };
  return parseMessage({ body, queue, sentAt: SENT_AT }, context);
}

const GOOD_EVENTS = readEventFixtures()
  .filter(isPositive)
  .map(({ event }) => event);

describe('a replayed event', () => {
  it.each(GOOD_EVENTS)(
    'is processed only when the replay has a name as in the runbook: $detail.eventName',
    (event) => {
      const named = (name: unknown) => parse(JSON.stringify({ ...event, 'replay-name': name })).type;
      expect(named('rootguard-1')).not.toBe('irrelevant');
      for (const name of [
        '',
        'mine',
        'my-rootguard-1',
        'Rootguard-1',
        null,
        7,
        ['rootguard-1'],
        { rootguard: 1 },
      ]) {
        expect(named(name)).toBe('irrelevant');
      }
    },
  );
});

describe('a hostile body', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', 'AKIA'],
    ['null', 'null'],
    ['a number', '1e999'],
    ['a list', '[{"rootguard":"sweep"}]'],
    ['text', '"account"'],
    ['a byte order mark', '\uFEFF{}'],
    ['half a surrogate pair', '{"\uD800'],
    ['two million brackets', '['.repeat(2_000_000)],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['deep objects', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
    ['more than SQS takes', JSON.stringify({ filler: 'a'.repeat(1_100_000) })],
  ])('is malformed as a whole: %s', (_name, body) => {
    expect(parse(body)).toMatchObject({ type: 'malformed', path: 'body' });
  });

  it.each([
    ['source', {}],
    ['source', { source: 7 }],
    ['account', { source: 'aws.iam', account: '12345678901' }],
    ['account', { source: 'aws.iam', account: 123456789012 }],
    ['detail', { source: 'aws.iam', account: '123456789012', detail: [] }],
    ['detail.eventName', { source: 'aws.iam', account: '123456789012', detail: {} }],
    [
      'detail.eventTime',
      {
        source: 'aws.signin',
        account: '123456789012',
        detail: { eventName: 'PasswordRecoveryRequested', eventTime: '2026-13-45T99:99:99Z', eventID: '1' },
      },
    ],
    [
      'detail.eventID',
      {
        source: 'aws.signin',
        account: '123456789012',
        detail: { eventName: 'PasswordRecoveryRequested', eventTime: '2026-03-02T11:00:00Z', eventID: {} },
      },
    ],
  ])('is malformed with the path %s where an event lacks it', (path, body) => {
    expect(parse(JSON.stringify(body))).toMatchObject({ type: 'malformed', path });
  });

  it('cannot make use of __proto__, constructor or brackets within text', () => {
    const body =
      '{"__proto__":{"source":"aws.iam","account":"333333333333"},"constructor":{"prototype":{"source":"x"}},' +
      `"text":"${'['.repeat(200)}\\"{","detail":{"__proto__":{"eventName":"CreateLoginProfile"}}}`;
    expect(parse(body)).toMatchObject({ type: 'malformed', path: 'source' });
    expect(Reflect.get({}, 'source')).toBeUndefined();
  });

  it('is malformed where its detail has a required field only in __proto__', () => {
    const body =
      '{"source":"aws.iam","account":"333333333333","id":"1","time":"2026-03-02T11:00:00Z","detail":' +
      '{"eventName":"CreateAccessKey","userIdentity":{"__proto__":{"type":"Root"}}}}';
    expect(parse(body)).toMatchObject({ type: 'malformed', path: 'detail.userIdentity.type' });
  });

  it('has its claims shortened and made printable', () => {
    const body = JSON.stringify({
      source: 'aws.iam',
      account: '333333333333',
      detail: {
        eventName: 'CreateAccessKey',
        eventID: `id\r\nFAKE LOG LINE${'x'.repeat(10_000)}`,
        eventTime: '2026-03-02T11:00:00Z',
        sourceIPAddress: '\u0000\u0007\u2028\uD800',
        userAgent: `\u001b[2J${'y'.repeat(500_000)}`,
        userIdentity: { type: 'Root', arn: 5, invokedBy: '\u202Eservice', accessKeyId: ['AKIA'] },
      },
    });
    const parsed = parse(body);
    expect(parsed).toMatchObject({
      type: 'trigger',
      trigger: {
        event: {
          region: 'unknown',
          actor: { principal: 'service', sourceIp: undefined, accessKeyId: undefined },
        },
      },
    });
    expect(JSON.stringify(parsed).length).toBeLessThan(2500);
    expect(JSON.stringify(parsed)).not.toMatch(/\\r|\\n|\\u001b/);
  });
});

describe('parseMessage', () => {
  const queue = fc.constantFrom<QueueRecord['queue']>('triggers', 'sweep');

  it('never throws on any text', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.string());
    fc.assert(
      fc.property(text, queue, (body, from) => {
        expect(parse(body, from).type).toBeTypeOf('string');
      }),
      RUNS,
    );
  });

  it('never throws on nearly valid messages, and returns only account ids of 12 digits', () => {
    const anything = fc.anything({ maxDepth: 3, withNullPrototype: true });
    const leaf = fc.oneof(
      anything,
      fc.constantFrom('Root', '333333333333', 'SUCCEEDED', 'aws:dynamodb', 'sweep', '__proto__'),
    );
    const event = fc.record(
      {
        rootguard: fc.oneof(fc.constantFrom('sweep', 'audit-request'), leaf),
        eventSource: leaf,
        eventName: leaf,
        source: fc.constantFrom('aws.iam', 'aws.signin', 'aws.organizations', 'aws.controltower'),
        account: leaf,
        time: fc.oneof(fc.constant('2026-03-02T11:00:00Z'), leaf),
        detail: fc.record(
          {
            eventName: fc.constantFrom(...GOOD_EVENTS.map(({ detail }) => detail.eventName)),
            eventID: leaf,
            eventTime: leaf,
            userIdentity: fc.oneof(fc.record({ type: leaf, sessionContext: leaf }), leaf),
            requestParameters: leaf,
            responseElements: leaf,
            serviceEventDetails: leaf,
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(event, queue, (value, from) => {
        const parsed = parse(
          JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? 0 : item)),
          from,
        );
        if (parsed.type === 'trigger') expect(isAccountId(parsed.trigger.account)).toBe(true);
      }),
      RUNS,
    );
  });

  it('returns no trigger for a valid event without one of its required parts', () => {
    const needed = fc.constantFrom('source', 'account', 'detail', 'eventName');
    fc.assert(
      fc.property(fc.constantFrom(...GOOD_EVENTS), needed, (event, part) => {
        const body = JSON.stringify(event, (key, value) => (key === part ? undefined : value));
        expect(['irrelevant', 'malformed']).toContain(parse(body).type);
      }),
      RUNS,
    );
  });

  it('never returns a trigger for an event that is not in the catalogue', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GOOD_EVENTS), fc.string(), (event, eventName) => {
        fc.pre(findWatchedEvents(event.source, eventName).length === 0);
        const body = JSON.stringify({ ...event, detail: { ...event.detail, eventName } });
        expect(parse(body)).toStrictEqual({ type: 'irrelevant', reason: 'not-watched' });
      }),
      RUNS,
    );
  });

  it('limits the time to the 24 hours before SQS received the message, whatever the event says', () => {
    const time = fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') });
    fc.assert(
      fc.property(fc.constantFrom(...GOOD_EVENTS), time, (event, claimed) => {
        const eventTime = claimed.toISOString();
        const parsed = parse(JSON.stringify({ ...event, detail: { ...event.detail, eventTime } }));
        const secondsBefore = (SENT_AT.getTime() - timeOf(parsed).getTime()) / 1000;
        expect(secondsBefore).toBeGreaterThanOrEqual(0);
        expect(secondsBefore).toBeLessThanOrEqual(24 * 60 * 60);
      }),
      RUNS,
    );
  });
});

function timeOf(parsed: ParsedMessage): Date {
  if (parsed.type === 'announcement') return parsed.announced.at;
  if (parsed.type === 'trigger' || parsed.type === 'weakening') return parsed.trigger.at;
  throw new Error(`expected an event, got ${parsed.type}`);
}
