import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createListener } from '../../../src/lambda/listener.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';
import { listenerPorts } from './listener-ports.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const ACCOUNT = '333333333333';
const FAR_AWAY = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 60_000 };

function givenListener() {
  const world = createMemoryWorld(NOW);
  const heard: string[] = [];
  let flushed = 0;
  const listen = createListener({
    ...listenerPorts(world),
    heartbeats: { recordHeartbeat: async (account: string) => void heard.push(account) },
    flushMetrics: () => {
      flushed += 1;
    },
  });
  return { ...world, listen, heard, flushed: () => flushed };
}

const CHANGE: DynamoDBStreamEvent = {
  Records: [
    {
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: {
        ApproximateCreationDateTime: NOW.getTime() / 1000,
        Keys: { scope: { S: `account#${ACCOUNT}` }, id: { S: 'break-glass' } },
        SequenceNumber: '111',
      },
    },
  ],
};

function givenHeartbeat(arrivedAfterSeconds: number, receiveCount = 1): SQSEvent {
  const body = JSON.stringify({
    source: 'aws.iam',
    account: ACCOUNT,
    detail: {
      eventName: 'GetAccountSummary',
      eventTime: NOW.toISOString(),
      recipientAccountId: ACCOUNT,
      userIdentity: { type: 'Root', sessionContext: { assumedRoot: 'true' } },
    },
  });
  const sentAt = String(NOW.getTime() + arrivedAfterSeconds * 1000);
  return {
    Records: [
      {
        messageId: 'message-1',
        receiptHandle: 'receipt-1',
        body,
        attributes: {
          ApproximateReceiveCount: String(receiveCount),
          SentTimestamp: sentAt,
          SenderId: '222222222222',
          ApproximateFirstReceiveTimestamp: sentAt,
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:222222222222:rootguard-heartbeats',
        awsRegion: 'us-east-1',
      },
    ],
  };
}

describe('the listener', () => {
  it("requests the audits of a batch of the exceptions' stream, and names the invocation in the log", async () => {
    const { listen, triggerQueue, telemetry, flushed } = givenListener();
    expect(await listen(CHANGE, FAR_AWAY)).toEqual({ batchItemFailures: [] });
    expect(triggerQueue.sent).toMatchObject([{ account: ACCOUNT, why: 'exception-changed' }]);
    expect(telemetry.logged).toEqual([
      {
        event: 'exception-change-received',
        fields: { scope: `account#${ACCOUNT}`, invocationId: 'invocation-1' },
      },
    ]);
    expect(flushed()).toBe(1);
  });

  it('reports the change that it could not request an audit for', async () => {
    const { listen, log } = givenListener();
    log.onCall = () => {
      throw new Error('no answer');
    };
    expect(await listen(CHANGE, FAR_AWAY)).toEqual({ batchItemFailures: [{ itemIdentifier: '111' }] });
  });

  it('measures the delay of each heartbeat once', async () => {
    const { listen, heard, telemetry } = givenListener();
    await listen(givenHeartbeat(42), FAR_AWAY);
    await listen(givenHeartbeat(42, 2), FAR_AWAY);
    expect(heard).toEqual([ACCOUNT, ACCOUNT]);
    expect(telemetry.values('EventDelaySeconds')).toEqual([42]);
  });
});
