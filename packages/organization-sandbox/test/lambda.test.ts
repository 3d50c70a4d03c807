import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '../src/clock.ts';
import {
  type EventSourceMapping,
  type EventSourceMappingOptions,
  startEventSourceMapping,
} from '../src/lambda/event-source-mapping.ts';
import type { Queue } from '../src/sqs/queue.ts';
import { QueueStore } from '../src/sqs/queue-store.ts';

const START = new Date('2026-11-24T12:00:00Z');

let clock: ReturnType<typeof createClock>;
let queues: QueueStore;
let queue: Queue;
let mapping: EventSourceMapping | undefined;
let bodies: string[][];

beforeEach(() => {
  clock = createClock({ start: START, mode: 'manual' });
  queues = new QueueStore(clock);
  queue = createQueue('work', { VisibilityTimeout: '60' });
  bodies = [];
});

afterEach(async () => {
  await mapping?.stop();
});

function createQueue(name: string, attributes: Record<string, string> = {}): Queue {
  return queues.create(
    { partition: 'aws', region: 'us-east-1', accountId: '111122223333', name },
    attributes,
  );
}

const send = (...texts: string[]) =>
  texts.map((body) => queue.send({ body, attributes: {}, senderId: 'AIDA' }).id);

function start(options: Partial<EventSourceMappingOptions> = {}): EventSourceMapping {
  mapping = startEventSourceMapping({
    queue,
    clock,
    functionName: 'consumer',
    handler: async (event) => {
      bodies.push(event.Records.map(({ body }) => body));
    },
    ...options,
  });
  return mapping;
}

test('a function gets records in the form of Lambda, and messages are deleted once it returns', async () => {
  let received: SQSEvent | undefined;
  const attributes = { kind: { DataType: 'String', StringValue: 'routine' } };
  const { id } = queue.send({ body: 'hello', attributes, senderId: 'AIDA' });
  clock.advance(5);
  await start({
    handler: async (event) => {
      received = event;
    },
  }).idle();
  expect(received).toEqual({
    Records: [
      {
        messageId: id,
        receiptHandle: expect.any(String),
        body: 'hello',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(START.getTime()),
          SenderId: 'AIDA',
          ApproximateFirstReceiveTimestamp: String(START.getTime() + 5000),
        },
        messageAttributes: {
          kind: { dataType: 'String', stringValue: 'routine', stringListValues: [], binaryListValues: [] },
        },
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:work',
        awsRegion: 'us-east-1',
      },
    ],
  });
  expect(queue.messages()).toEqual([]);
});

test('the context names the function and counts down on the clock of the sandbox', async () => {
  const seen: unknown[] = [];
  send('x');
  await start({
    timeoutSeconds: 60,
    handler: async (_event, context) => {
      clock.advance(10);
      seen.push(context.invokedFunctionArn, context.getRemainingTimeInMillis());
    },
  }).idle();
  expect(seen).toEqual(['arn:aws:lambda:us-east-1:111122223333:function:consumer', 50_000]);
});

test('messages sent while the mapping runs are received without polling', async () => {
  const running = start();
  await running.idle();
  send('a', 'b');
  await running.idle();
  expect(bodies).toEqual([['a', 'b']]);
});

test('batch size and concurrency are limited', async () => {
  const releases: (() => void)[] = [];
  send('1', '2', '3', '4', '5', '6', '7');
  const running = start({
    batchSize: 2,
    maximumConcurrency: 3,
    handler: async (event) => {
      bodies.push(event.Records.map(({ body }) => body));
      await new Promise<void>((resolve) => releases.push(resolve));
    },
  });
  await new Promise(setImmediate);
  expect(bodies).toEqual([
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
  ]);
  releases.shift()?.();
  await new Promise(setImmediate);
  expect(bodies[3]).toEqual(['7']);
  for (const release of releases) release();
  await running.idle();
  expect(queue.messages()).toEqual([]);
});

test('a batching window gathers until it is full or the time is over', async () => {
  const running = start({ batchSize: 3, batchingWindowSeconds: 20 });
  send('a', 'b');
  await running.idle();
  expect(bodies).toEqual([]);
  clock.advance(20);
  await running.idle();
  expect(bodies).toEqual([['a', 'b']]);
  send('c', 'd', 'e');
  await running.idle();
  expect(bodies[1]).toEqual(['c', 'd', 'e']);
});

test('an invocation at the end of a window that the clock jumps over has all of its time', async () => {
  const remaining: number[] = [];
  const running = start({
    batchSize: 3,
    batchingWindowSeconds: 20,
    timeoutSeconds: 30,
    handler: async (_, context) => {
      await Promise.resolve();
      remaining.push(context.getRemainingTimeInMillis());
    },
  });
  send('a');
  await running.idle();
  clock.advance(300);
  await running.idle();
  expect(remaining).toEqual([30_000]);
});

test('a function that throws leaves its whole batch to the visibility timeout', async () => {
  const errors: unknown[] = [];
  let isBroken = true;
  send('a', 'b');
  const running = start({
    onError: (error) => errors.push(error),
    handler: async (event) => {
      if (isBroken) throw new Error('broken');
      bodies.push(event.Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
    },
  });
  await running.idle();
  expect(errors).toEqual([new Error('broken')]);
  expect(queue.counts()).toEqual({ visible: 0, inFlight: 2, delayed: 0 });
  isBroken = false;
  clock.advance(59);
  await running.idle();
  expect(bodies).toEqual([]);
  clock.advance(1);
  await running.idle();
  expect(bodies).toEqual([['2', '2']]);
  expect(queue.messages()).toEqual([]);
});

describe('partial batch responses', () => {
  async function leftAfter(response: SQSBatchResponse | undefined, isReporting = true): Promise<string[]> {
    await start({ reportBatchItemFailures: isReporting, handler: async () => response }).idle();
    return queue.messages().map(({ body }) => body);
  }

  const failures = (...ids: string[]) => ({
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  });

  test('only the messages named as failed stay in the queue', async () => {
    const [, second = ''] = send('a', 'b', 'c');
    expect(await leftAfter(failures(second))).toEqual(['b']);
  });

  test.each([
    ['an empty list', failures()],
    ['no answer', undefined],
  ])('%s is success', async (_what, response) => {
    send('a', 'b');
    expect(await leftAfter(response)).toEqual([]);
  });

  test.each([
    ['a message outside the batch', failures('3f0c1f5e-0000-4000-8000-000000000000')],
    ['an empty name', failures('')],
  ])('%s fails the whole batch', async (_what, response) => {
    send('a', 'b');
    expect(await leftAfter(response)).toEqual(['a', 'b']);
  });

  test('the response is ignored unless the mapping reports item failures', async () => {
    const [first = ''] = send('a', 'b');
    expect(await leftAfter(failures(first), false)).toEqual([]);
  });
});

test('a failed message becomes visible after the timeout that the function set', async () => {
  const [id = ''] = send('a');
  let attempts = 0;
  const running = start({
    reportBatchItemFailures: true,
    handler: async () => {
      attempts += 1;
      const message = queue.find(id);
      if (attempts > 1 || message === undefined) return undefined;
      queue.changeVisibility(message, 600);
      return { batchItemFailures: [{ itemIdentifier: id }] };
    },
  });
  await running.idle();
  clock.advance(599);
  await running.idle();
  expect(attempts).toBe(1);
  clock.advance(1);
  await running.idle();
  expect(attempts).toBe(2);
  expect(queue.messages()).toEqual([]);
});

test('a message that fails too often ends in the dead-letter queue', async () => {
  const deadLetters = createQueue('work-dlq');
  queue.setAttributes({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 3 }),
  });
  send('poison');
  let attempts = 0;
  const running = start({
    handler: async () => {
      attempts += 1;
      throw new Error('no');
    },
  });
  for (let round = 0; round < 5; round += 1) {
    await running.idle();
    clock.advance(60);
  }
  await running.idle();
  expect(attempts).toBe(3);
  expect(queue.messages()).toEqual([]);
  expect(deadLetters.messages().map(({ body }) => body)).toEqual(['poison']);
});

test('a message that became visible again while its function ran is not deleted', async () => {
  send('slow');
  await start({
    handler: async (event) => {
      bodies.push(event.Records.map(({ body }) => body));
      if (bodies.length > 1) throw new Error('the second receiver fails');
      clock.advance(61);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    },
    maximumConcurrency: 2,
  }).idle();
  expect(bodies).toEqual([['slow'], ['slow']]);
  expect(queue.counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
});

test('a stopped mapping receives no more, and stop waits for what is running', async () => {
  let release = () => {};
  let isDone = false;
  send('a');
  const running = start({
    handler: async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      isDone = true;
    },
  });
  await new Promise(setImmediate);
  const stopped = running.stop();
  release();
  await stopped;
  expect(isDone).toBe(true);
  send('b');
  await new Promise(setImmediate);
  expect(queue.counts().visible).toBe(1);
});
