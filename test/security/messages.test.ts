import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountId, parseAccountId } from '../../src/domain/account.ts';
import { writeAuditRequest, writeSweepItem } from '../../src/events/own-messages.ts';
import { createConsumer } from '../../src/lambda/consumer.ts';
import { ACCOUNT, givenAccount, givenCredential, givenException, givenPolicy } from '../support/builders.ts';
import { isPositive, readEventFixtures } from '../support/event-fixtures.ts';
import { createMemoryWorld } from '../support/memory/world.ts';
import { fuzzMessage } from './fuzz-targets.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

/*
 * Forged and hostile messages, and what the consumer does with them. How the parser reads each of them is in
 * test/unit/events/hostile-messages.test.ts, and over HTTP in test/integration/messages.test.ts.
 */

const MANAGEMENT = parseAccountId('111111111111');
const FOREIGN = parseAccountId('999999999999');
const HOME = parseAccountId('222222222222');
const NOW = new Date('2026-11-24T12:00:00Z');
const RUNS = { seed: 20_261_124, numRuns: 300 } as const;

/** An account whose key is approved and whose password is not, and a consumer of its messages. */
function givenConsumer() {
  const world = createMemoryWorld(NOW);
  world.organization.setAccount(givenAccount(), [
    givenCredential('access-key'),
    givenCredential('login-profile'),
  ]);
  world.exceptions.put(givenException({ credentials: ['access-key'] }));
  const consume = createConsumer({
    ...world,
    managementAccountId: MANAGEMENT,
    homeAccountId: HOME,
    initialPolicy: givenPolicy(),
    backoff: { triggers: world.messageBackoff, later: world.messageBackoff, sweep: world.messageBackoff },
    queueNames: { later: 'rootguard-later', sweep: 'rootguard-sweep' },
    lowPriorityRemover: world.remover,
    concurrency: 4,
    flushMetrics: () => undefined,
  });
  const receive = (bodies: readonly string[], queue = 'rootguard-triggers') =>
    consume(
      { Records: bodies.map((body, at) => givenRecord(body, at, queue)) },
      { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 },
    );
  const targets = () =>
    world.log.calls.filter(({ name }) => name === 'sts:AssumeRoot').map(({ account }) => account);
  const left = () => world.organization.credentials(ACCOUNT).map(({ kind }) => kind);
  return { world, receive, targets, left };
}

function givenRecord(body: string, at: number, queue: string): SQSRecord {
  return {
    messageId: `message-${at}`,
    receiptHandle: `receipt-${at}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(NOW.getTime()),
      SenderId: HOME,
      ApproximateFirstReceiveTimestamp: String(NOW.getTime()),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:${HOME}:${queue}`,
    awsRegion: 'us-east-1',
  };
}

function requestFor(account: AccountId): string {
  return writeAuditRequest({ account, why: 'operator', requestedAt: NOW, event: undefined });
}

const UNREADABLE: Readonly<Record<string, string>> = {
  'nothing at all': '',
  'no JSON': 'AKIAIOSFODNN7EXAMPLE',
  'two hundred thousand brackets': '['.repeat(200_000),
  'very deep objects': `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'a million characters': JSON.stringify({ source: 'aws.iam', filler: 'a'.repeat(1_048_576) }),
  'what is left of invalid UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x22]).toString('utf8'),
  'half of a surrogate pair': '{"source":"aws.iam\ud800',
  'a null byte': '{"source":"aws.iam"}\u0000',
  'a polluted prototype': '{"__proto__":{"source":"aws.iam","account":"333333333333"}}',
  'a polluted constructor': '{"constructor":{"prototype":{"rootguard":"sweep"}}}',
};

describe('a body that cannot be read', () => {
  it.each(Object.entries(UNREADABLE))(
    'is sent to the dead-letter queue once, unchanged, and without the other messages of its batch: %s',
    async (_what, body) => {
      const { world, receive, targets, left } = givenConsumer();
      expect(await receive([body, requestFor(ACCOUNT), body])).toEqual({ batchItemFailures: [] });
      expect(world.deadLetters.sent.map((letter) => letter.body)).toEqual([body, body]);
      expect(targets()).toEqual([ACCOUNT]);
      expect(left()).toEqual(['access-key']);
      expect(Reflect.get({}, 'source')).toBeUndefined();
      expect(Reflect.get({}, 'rootguard')).toBeUndefined();
    },
  );

  it('does not delay the others of its batch', async () => {
    const { receive } = givenConsumer();
    const startedAt = performance.now();
    await receive(Object.values(UNREADABLE));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('a forged message', () => {
  it.each([
    ['the management account', MANAGEMENT, 'management-account'],
    ['a foreign account', FOREIGN, 'not-in-organization'],
  ] as const)('about %s opens no root session, and is recorded', async (_what, account, reason) => {
    const { world, receive, targets } = givenConsumer();
    const listed = { ...givenAccount(), id: account };
    await receive([requestFor(account), rootEvent({ account })]);
    await receive([
      writeSweepItem({ sweepId: 'forged', account: { ...listed, id: account }, queuedAt: NOW }),
    ]);
    expect(targets()).toEqual([]);
    const rejected = world.ledger.entries.filter((entry) => entry.type === 'rejected');
    expect(rejected).toMatchObject([
      { account, reason },
      { account, reason },
    ]);
  });

  it('is about the account of its envelope, whatever its detail says', async () => {
    const { receive, targets } = givenConsumer();
    await receive([rootEvent({ account: FOREIGN, recipientAccountId: ACCOUNT })]);
    expect(targets()).toEqual([]);
  });

  it('on the triggers queue cannot claim that a suspended account is active, or in another organizational unit', async () => {
    const { world, receive, left } = givenConsumer();
    world.organization.setAccount(givenAccount({ state: 'SUSPENDED' }));
    const account = givenAccount({ organizationalUnits: ['ou-sbox-work0001'] });
    await receive([writeSweepItem({ sweepId: 'forged', account, queuedAt: NOW })]);
    expect(left()).toEqual(['access-key', 'login-profile']);
  });

  it.each(Object.entries(HOSTILE_TEXTS))(
    'cannot put text into the ledger that breaks %s',
    async (_where, text) => {
      const { world, receive } = givenConsumer();
      await receive([rootEvent({ userAgent: text, sourceIPAddress: text, eventID: text, principal: text })]);
      const claims = world.ledger.entries.flatMap((entry) =>
        'triggers' in entry
          ? entry.triggers.flatMap((one) => ('event' in one && one.event ? [one.event] : []))
          : [],
      );
      expect(claims.length).toBeGreaterThan(0);
      expect(JSON.stringify(claims)).not.toMatch(/\\u00|\\n|\\r|\\ud8|[\u007f-\u009f\u2028\u2029\u202e]/);
    },
  );

  it('removes nothing that is approved and nothing elsewhere, in any batch', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom(...Object.values(UNREADABLE).slice(0, 2)),
    );
    const account = fc.constantFrom(ACCOUNT, MANAGEMENT, FOREIGN);
    const fixture = fc.constantFrom(...readEventFixtures().filter(isPositive));
    const forged = fc.oneof(
      text,
      account.map(requestFor),
      fc.tuple(fixture, account).map(([{ event }, id]) => JSON.stringify({ ...event, account: id })),
      account.map((id) =>
        writeSweepItem({ sweepId: 'forged', account: { ...givenAccount(), id }, queuedAt: NOW }),
      ),
    );
    const queue = fc.constantFrom('rootguard-triggers', 'rootguard-sweep');
    await fc.assert(
      fc.asyncProperty(fc.array(forged, { maxLength: 10 }), queue, async (bodies, from) => {
        const { receive, targets, left } = givenConsumer();
        const { batchItemFailures } = await receive(bodies, from);
        // Only the sweeper can send to the sweep queue; what it listed is trusted until something is removed.
        const mayAsk = from === 'rootguard-sweep' ? [ACCOUNT, FOREIGN] : [ACCOUNT];
        expect(targets().filter((target) => !mayAsk.some((id) => id === target))).toEqual([]);
        if (from === 'rootguard-triggers') expect(batchItemFailures).toEqual([]);
        expect(left()).toContain('access-key');
      }),
      RUNS,
    );
  });
});

describe('the target of the coverage-guided fuzzer', () => {
  it('accepts bytes of any kind without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => fuzzMessage(Buffer.from(bytes))),
      RUNS,
    );
  });
});

function rootEvent({
  account = ACCOUNT,
  eventID = 'forged-1',
  userAgent = 'forger',
  sourceIPAddress = '192.0.2.1',
  principal = 'arn:aws:iam::333333333333:root',
  recipientAccountId = account,
}: {
  readonly account?: AccountId;
  readonly eventID?: string;
  readonly userAgent?: string;
  readonly sourceIPAddress?: string;
  readonly principal?: string;
  readonly recipientAccountId?: AccountId;
}): string {
  const time = NOW.toISOString();
  return JSON.stringify({
    version: '0',
    id: 'envelope-1',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.iam',
    account,
    time,
    region: 'us-east-1',
    detail: {
      eventName: 'CreateAccessKey',
      eventSource: 'iam.amazonaws.com',
      eventTime: time,
      eventID,
      awsRegion: 'us-east-1',
      sourceIPAddress,
      userAgent,
      recipientAccountId,
      userIdentity: { type: 'Root', arn: principal, accountId: recipientAccountId },
      requestParameters: null,
    },
  });
}
