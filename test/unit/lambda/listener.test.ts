import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import { createListener } from '../../../src/lambda/listener.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';
import { listenerPorts } from './listener-ports.ts';

const ONE = '333333333333';
const TWO = '444444444444';
const SENT_AT = new Date('2026-11-24T12:01:00Z');
const AMPLE = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 60_000 };

function givenListener() {
  const world = createMemoryWorld();
  const listen = createListener({
    ...listenerPorts(world),
  });
  const failed = async (...records: readonly SQSRecord[]) =>
    (await listen({ Records: [...records] }, AMPLE)).batchItemFailures.map(
      ({ itemIdentifier }) => itemIdentifier,
    );
  const recorded = () => world.log.calls.filter(({ name }) => name === 'posture.recordHeartbeat').length;
  return { ...world, failed, recorded };
}

function heartbeat(account: string, second: number): string {
  const identity = { type: 'Root', sessionContext: { assumedRoot: 'true' } };
  return JSON.stringify({
    source: 'aws.iam',
    account,
    detail: {
      eventName: 'GetAccountSummary',
      eventTime: `2026-11-24T12:00:0${second}Z`,
      userIdentity: identity,
      recipientAccountId: account,
    },
  });
}

function opening(second: number): string {
  return JSON.stringify({
    source: 'aws.sts',
    account: '222222222222',
    detail: {
      eventName: 'AssumeRoot',
      eventTime: `2026-11-24T12:00:0${second}Z`,
      eventID: `event-${second}`,
      requestParameters: { targetPrincipal: ONE },
      responseElements: { credentials: { accessKeyId: `ASIA${second}` } },
    },
  });
}

function record(messageId: string, body: string, queue = 'rootguard-heartbeats'): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: `handle of ${messageId}`,
    eventSourceARN: `arn:aws:sqs:us-east-1:222222222222:${queue}`,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(SENT_AT.getTime()),
      SenderId: 'events',
      ApproximateFirstReceiveTimestamp: String(SENT_AT.getTime()),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    awsRegion: 'us-east-1',
  };
}

describe('the listener', () => {
  it('records the latest heartbeat of each account of a batch, with one write for each', async () => {
    const listener = givenListener();
    const records = [
      record('a', heartbeat(ONE, 3)),
      record('b', heartbeat(ONE, 5)),
      record('c', heartbeat(TWO, 1)),
    ];
    expect(await listener.failed(...records, record('d', heartbeat(ONE, 4)))).toEqual([]);
    expect(listener.recorded()).toBe(2);
    const { hearing } = await listener.posture.reserveRevision(parseAccountId(ONE));
    expect(hearing).toEqual({ heardAt: new Date('2026-11-24T12:00:05Z') });
  });

  it('has no line of the log for each heartbeat and each session', async () => {
    const listener = givenListener();
    await listener.failed(record('a', heartbeat(ONE, 3)));
    await listener.failed(record('b', opening(1), 'rootguard-activity'));
    const logged = listener.telemetry.logged.map(({ event }) => event);
    expect(logged).not.toContain('message-processed');
  });

  it('records one session after the other, as they are counted', async () => {
    const world = createMemoryWorld();
    let open = 0;
    let most = 0;
    const sessionRegister = {
      ...world.sessionRegister,
      record: async () => {
        open += 1;
        most = Math.max(most, open);
        await Promise.resolve();
        open -= 1;
      },
    };
    const listen = createListener({ ...listenerPorts(world), sessionRegister });
    const bodies = [opening(1), opening(2), opening(3)];
    const Records = bodies.map((body, index) => record(`${index}`, body, 'rootguard-activity'));
    expect(await listen({ Records }, AMPLE)).toEqual({ batchItemFailures: [] });
    expect(most).toBe(1);
  });

  it('opens no root session', async () => {
    const listener = givenListener();
    await listener.failed(record('a', heartbeat(ONE, 3)));
    expect(listener.log.calls.map(({ name }) => name)).toEqual(['posture.recordHeartbeat']);
  });

  it('reports exactly the messages of an account whose write failed, and delays them', async () => {
    const listener = givenListener();
    listener.log.onCall = ({ account }) => {
      if (account === TWO) throw new Error('not now');
    };
    const records = [
      record('a', heartbeat(ONE, 1)),
      record('b', heartbeat(TWO, 1)),
      record('c', heartbeat(TWO, 2)),
    ];
    expect(await listener.failed(...records)).toEqual(['b', 'c']);
  });

  it.each([
    ['rootguard-heartbeats', 'heartbeats'],
    ['rootguard-activity', 'activity'],
    ['rootguard-member-activity', 'memberActivity'],
  ])('moves what does not parse to the dead-letter queue: %s', async (queue, receivedFrom) => {
    const listener = givenListener();
    expect(await listener.failed(record('a', 'none', queue))).toEqual([]);
    expect(listener.deadLetters.sent).toMatchObject([{ receivedFrom }]);
    expect(listener.telemetry.total('MessagesMalformed')).toBe(1);
  });

  it('takes no message of the queue activity for a heartbeat', async () => {
    const listener = givenListener();
    expect(await listener.failed(record('a', heartbeat(ONE, 1), 'rootguard-activity'))).toEqual([]);
    expect(listener.recorded()).toBe(0);
  });
});
