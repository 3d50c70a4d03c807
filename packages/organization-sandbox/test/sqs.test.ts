import { createHash } from 'node:crypto';
import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Aws, givenAws } from './support/aws-clients.ts';

const ACCOUNT = '111122223333';

let aws: Aws;
let sqs: SQSClient;
let url: string;
let queueCount = 0;

beforeAll(async () => {
  aws = await givenAws();
  sqs = aws.sqs(ACCOUNT);
});

afterAll(() => aws.close());

beforeEach(async () => {
  url = await createQueue();
});

async function createQueue(attributes: Record<string, string> = {}): Promise<string> {
  queueCount += 1;
  const command = new CreateQueueCommand({ QueueName: `queue-${queueCount}`, Attributes: attributes });
  return (await sqs.send(command)).QueueUrl ?? '';
}

const arnOf = (queueUrl: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${queueUrl.split('/').at(-1)}`;

const send = (body: string, queueUrl = url) =>
  sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));

async function receive(input: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const answer = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, ...input }),
  );
  return answer.Messages ?? [];
}

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

async function counts(queueUrl = url): Promise<string> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
  return `${ApproximateNumberOfMessages} visible, ${ApproximateNumberOfMessagesNotVisible} in flight, ${Attributes.ApproximateNumberOfMessagesDelayed} delayed`;
}

/** The name and the message of the error that a call fails with. */
async function errorOf(call: Promise<unknown>): Promise<[string, string]> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
  );
  return [error.name, error.message];
}

describe('queues', () => {
  test('creating a queue again with the same attributes returns the same URL', async () => {
    const input = { QueueName: 'same', Attributes: { VisibilityTimeout: '45' } };
    const first = await sqs.send(new CreateQueueCommand(input));
    const second = await sqs.send(new CreateQueueCommand(input));
    expect(first.QueueUrl).toMatch(new RegExp(`^http://[^/]+/${ACCOUNT}/same$`));
    expect(second.QueueUrl).toBe(first.QueueUrl);
  });

  test('creating a queue again with other attributes is refused', async () => {
    await sqs.send(new CreateQueueCommand({ QueueName: 'other' }));
    const again = new CreateQueueCommand({ QueueName: 'other', Attributes: { VisibilityTimeout: '45' } });
    expect(await errorOf(sqs.send(again))).toEqual([
      'QueueNameExists',
      'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    ]);
  });

  test.each<[string, { QueueName: string; Attributes?: Record<string, string> }, string]>([
    ['a name with a dot', { QueueName: 'a.b' }, 'InvalidParameterValue'],
    [
      'an attribute SQS does not know',
      { QueueName: 'a', Attributes: { Colour: 'red' } },
      'InvalidAttributeName',
    ],
    [
      'a visibility timeout over 12 hours',
      { QueueName: 'a', Attributes: { VisibilityTimeout: '43201' } },
      'InvalidAttributeValue',
    ],
    [
      'a redrive policy that is not JSON',
      { QueueName: 'a', Attributes: { RedrivePolicy: '{' } },
      'InvalidParameterValue',
    ],
    ['a FIFO queue', { QueueName: 'a', Attributes: { FifoQueue: 'true' } }, 'UnsupportedOperation'],
  ])('%s is refused', async (_what, input, name) => {
    expect((await errorOf(sqs.send(new CreateQueueCommand(input))))[0]).toBe(name);
  });

  test('queues are found by name in their account, and listed by prefix', async () => {
    const other = aws.sqs('444455556666');
    await other.send(new CreateQueueCommand({ QueueName: 'theirs' }));
    expect(await other.send(new ListQueuesCommand({}))).toMatchObject({
      QueueUrls: [expect.stringMatching('/444455556666/theirs$')],
    });
    expect(await errorOf(sqs.send(new GetQueueUrlCommand({ QueueName: 'theirs' })))).toEqual([
      'QueueDoesNotExist',
      'The specified queue does not exist.',
    ]);
    const asked = { QueueName: 'theirs', QueueOwnerAWSAccountId: '444455556666' };
    expect((await sqs.send(new GetQueueUrlCommand(asked))).QueueUrl).toMatch(/\/444455556666\/theirs$/);
  });

  test('a list has pages if a page size is set', async () => {
    for (const name of ['page-1', 'page-2', 'page-3'])
      await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const first = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'page-', MaxResults: 2 }));
    const { NextToken } = first;
    const second = await sqs.send(
      new ListQueuesCommand({ QueueNamePrefix: 'page-', MaxResults: 2, NextToken }),
    );
    expect([first.QueueUrls?.length, second.QueueUrls?.length, second.NextToken]).toEqual([2, 1, undefined]);
  });

  test('attributes can be read by name, set and removed', async () => {
    const policy = JSON.stringify({ deadLetterTargetArn: arnOf(url), maxReceiveCount: 4 });
    const set = (Attributes: Record<string, string>) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
    const get = async () => {
      const names = ['QueueArn', 'VisibilityTimeout', 'RedrivePolicy'] as const;
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
      return (await sqs.send(command)).Attributes;
    };
    await set({ VisibilityTimeout: '60', RedrivePolicy: policy });
    expect(await get()).toEqual({ QueueArn: arnOf(url), VisibilityTimeout: '60', RedrivePolicy: policy });
    await set({ RedrivePolicy: '' });
    expect(await get()).toEqual({ QueueArn: arnOf(url), VisibilityTimeout: '60' });
  });

  test('tags can be set, listed and removed', async () => {
    const tags = async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags;
    await sqs.send(new TagQueueCommand({ QueueUrl: url, Tags: { a: '1', b: '2' } }));
    await sqs.send(new UntagQueueCommand({ QueueUrl: url, TagKeys: ['a'] }));
    expect(await tags()).toEqual({ b: '2' });
  });

  test('a deleted queue does not exist, and its name can be used again after a minute', async () => {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    const QueueName = url.split('/').at(-1) ?? '';
    expect((await errorOf(send('x')))[0]).toBe('QueueDoesNotExist');
    expect((await errorOf(sqs.send(new CreateQueueCommand({ QueueName }))))[0]).toBe('QueueDeletedRecently');
    aws.clock.advance(60);
    expect((await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl).toBe(url);
  });

  test('a purge deletes all messages, once a minute', async () => {
    await send('a');
    const purge = () => sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    await purge();
    expect(await counts()).toBe('0 visible, 0 in flight, 0 delayed');
    expect((await errorOf(purge()))[0]).toBe('PurgeQueueInProgress');
  });
});

describe('sending', () => {
  test('the digests of body and attributes are returned to sender and receiver', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'väl' },
      count: { DataType: 'Number.int', StringValue: '42' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
    };
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: 'hällo', MessageAttributes }),
    );
    const [received] = await receive({
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(sent.MD5OfMessageBody).toBe(createHash('md5').update('hällo').digest('hex'));
    expect(sent.MD5OfMessageAttributes).toBe(EXPECTED_ATTRIBUTES_DIGEST);
    expect(received).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hällo',
      MD5OfMessageAttributes: EXPECTED_ATTRIBUTES_DIGEST,
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(aws.clock.now().getTime()) },
    });
  });

  /** Computed by hand from AWS's description: sorted names; lengths in four bytes; 1 for text, 2 for bytes. */
  const EXPECTED_ATTRIBUTES_DIGEST = createHash('md5')
    .update(
      Buffer.from([
        0,
        0,
        0,
        5,
        ...Buffer.from('bytes'),
        0,
        0,
        0,
        6,
        ...Buffer.from('Binary'),
        2,
        0,
        0,
        0,
        3,
        1,
        2,
        255,
      ]),
    )
    .update(
      Buffer.from([
        0,
        0,
        0,
        5,
        ...Buffer.from('count'),
        0,
        0,
        0,
        10,
        ...Buffer.from('Number.int'),
        1,
        0,
        0,
        0,
        2,
        ...Buffer.from('42'),
      ]),
    )
    .update(
      Buffer.from([
        0,
        0,
        0,
        4,
        ...Buffer.from('text'),
        0,
        0,
        0,
        6,
        ...Buffer.from('String'),
        1,
        0,
        0,
        0,
        4,
        ...Buffer.from('väl'),
      ]),
    )
    .digest('hex');

  test('only the requested attributes are returned', async () => {
    const attribute = { DataType: 'String', StringValue: 'x' };
    const MessageAttributes = { 'my.a': attribute, 'my.b': attribute, other: attribute };
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', MessageAttributes }));
    const names = async (...MessageAttributeNames: string[]) => {
      const [message] = await receive({ MessageAttributeNames, VisibilityTimeout: 0 });
      return Object.keys(message?.MessageAttributes ?? {}).sort();
    };
    expect(await names()).toEqual([]);
    expect(await names('other')).toEqual(['other']);
    expect(await names('my.*')).toEqual(['my.a', 'my.b']);
    expect(await names('All')).toEqual(['my.a', 'my.b', 'other']);
  });

  test.each([
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['a control character', { MessageBody: 'a\u0000b' }, 'InvalidMessageContents'],
    ['a non-character', { MessageBody: 'a\uFFFFb' }, 'InvalidMessageContents'],
    ['a body over 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    ['a delay over 15 minutes', { MessageBody: 'x', DelaySeconds: 901 }, 'InvalidParameterValue'],
    [
      'an attribute without a type',
      { MessageBody: 'x', MessageAttributes: { a: { DataType: '', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
    [
      'an attribute of an unknown type',
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
    [
      'an attribute without a value',
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
      'InvalidParameterValue',
    ],
  ])('%s is refused', async (_what, input, name) => {
    expect((await errorOf(sqs.send(new SendMessageCommand({ QueueUrl: url, ...input }))))[0]).toBe(name);
    expect(await counts()).toBe('0 visible, 0 in flight, 0 delayed');
  });

  test('1 MiB, tabs, line ends and emoji are accepted', async () => {
    await send('x'.repeat(1_048_576));
    await send('a\tb\r\n😀');
    expect((await receive()).at(-1)?.Body).toBe('a\tb\r\n😀');
  });

  test('a batch reports failures beside successes', async () => {
    const answer = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'x' },
          { Id: 'bad', MessageBody: '\u0001' },
        ],
      }),
    );
    expect(answer.Successful).toMatchObject([{ Id: 'good', MD5OfMessageBody: expect.any(String) }]);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
  });

  test.each([
    ['of none', [], 'EmptyBatchRequest'],
    [
      'of eleven',
      Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'with one id twice',
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['with an id of signs', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [
      'over 1 MiB together',
      ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600_000) })),
      'BatchRequestTooLong',
    ],
  ])('a batch %s is refused', async (_what, Entries, name) => {
    expect((await errorOf(sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))))[0]).toBe(name);
    expect(await receive()).toEqual([]);
  });
});

describe('receiving', () => {
  test('a received message is hidden until its visibility timeout', async () => {
    await send('a');
    expect(bodies(await receive({ VisibilityTimeout: 20 }))).toEqual(['a']);
    expect(await receive()).toEqual([]);
    expect(await counts()).toBe('0 visible, 1 in flight, 0 delayed');
    aws.clock.advance(19);
    expect(await receive()).toEqual([]);
    aws.clock.advance(1);
    const [again] = await receive({ AttributeNames: ['All'] });
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test.each([
    [{ MaxNumberOfMessages: 11 }],
    [{ MaxNumberOfMessages: 0 }],
    [{ WaitTimeSeconds: 21 }],
    [{ VisibilityTimeout: 43_201 }],
  ])('%j is refused', async (input) => {
    expect((await errorOf(receive(input)))[0]).toBe('InvalidParameterValue');
  });

  test('a delayed message appears when its delay is over', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'late', DelaySeconds: 900 }));
    expect(await counts()).toBe('0 visible, 0 in flight, 1 delayed');
    aws.clock.advance(899);
    expect(await receive()).toEqual([]);
    aws.clock.advance(1);
    expect(bodies(await receive())).toEqual(['late']);
  });

  test("the queue's delay applies unless the message has its own", async () => {
    url = await createQueue({ DelaySeconds: '10' });
    await send('by queue');
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'at once', DelaySeconds: 0 }));
    expect(bodies(await receive())).toEqual(['at once']);
  });

  test('long polling answers when a message arrives', async () => {
    const polling = receive({ WaitTimeSeconds: 20 });
    await aws.whenReceived('ReceiveMessage');
    await send('here');
    expect(bodies(await polling)).toEqual(['here']);
  });

  test('long polling returns no message when the time is over', async () => {
    const polling = receive({ WaitTimeSeconds: 20 });
    await aws.whenReceived('ReceiveMessage');
    aws.clock.advance(20);
    expect(await polling).toEqual([]);
  });

  test('long polling with a visibility timeout of 0 answers all waiting callers', async () => {
    const input = {
      WaitTimeSeconds: 20,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['All' as const],
    };
    const polling = [receive(input), receive(input)];
    await aws.whenReceived('ReceiveMessage', 2);
    await send('shared');
    const messages = (await Promise.all(polling)).flat();
    expect(bodies(messages)).toEqual(['shared', 'shared']);
    const receiveCounts = messages.map(({ Attributes }) => Attributes?.ApproximateReceiveCount);
    expect(receiveCounts.sort()).toEqual(['1', '2']);
  });

  test('a message past the retention period is deleted', async () => {
    url = await createQueue({ MessageRetentionPeriod: '60' });
    await send('old');
    aws.clock.advance(61);
    expect(await receive()).toEqual([]);
  });
});

describe('deleting and hiding', () => {
  async function receiveOne(): Promise<string> {
    const [message] = await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 30 });
    return message?.ReceiptHandle ?? '';
  }

  const remove = (ReceiptHandle: string) =>
    sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  const hide = (ReceiptHandle: string, VisibilityTimeout: number) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout }));

  test('a deleted message does not become visible again, and deleting it again succeeds', async () => {
    await send('a');
    const handle = await receiveOne();
    await remove(handle);
    await remove(handle);
    aws.clock.advance(60);
    expect(await receive()).toEqual([]);
  });

  test('an old receipt handle does not delete the message', async () => {
    await send('a');
    const old = await receiveOne();
    aws.clock.advance(30);
    await receiveOne();
    await remove(old);
    expect(await counts()).toBe('0 visible, 1 in flight, 0 delayed');
  });

  test('an invalid receipt handle is refused', async () => {
    expect((await errorOf(remove('nonsense')))[0]).toBe('ReceiptHandleIsInvalid');
  });

  test('a longer visibility timeout starts now', async () => {
    await send('a');
    const handle = await receiveOne();
    aws.clock.advance(20);
    await hide(handle, 100);
    aws.clock.advance(99);
    expect(await receive()).toEqual([]);
    aws.clock.advance(1);
    expect(bodies(await receive())).toEqual(['a']);
  });

  test('a visibility timeout of 0 makes the message visible at once', async () => {
    await send('a');
    await hide(await receiveOne(), 0);
    expect(bodies(await receive())).toEqual(['a']);
  });

  test('visibility ends 12 hours after the receive', async () => {
    await send('a');
    const handle = await receiveOne();
    aws.clock.advance(10);
    expect((await errorOf(hide(handle, 43_200)))[1]).toMatch(
      'Total VisibilityTimeout for the message is beyond',
    );
    expect((await errorOf(hide(handle, 43_201)))[0]).toBe('InvalidParameterValue');
    await hide(handle, 43_190);
  });

  test('a message that is not in flight cannot be hidden', async () => {
    await send('a');
    const handle = await receiveOne();
    aws.clock.advance(30);
    expect((await errorOf(hide(handle, 10)))[0]).toBe('MessageNotInflight');
    await remove(handle);
    expect((await errorOf(hide(handle, 10)))[1]).toMatch('Message does not exist');
  });

  test('batches of deletes and visibility changes report each entry', async () => {
    await send('a');
    await send('b');
    const [first, second] = await receive();
    const hidden = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'nonsense', ReceiptHandle: 'nonsense', VisibilityTimeout: 0 },
        ],
      }),
    );
    expect(hidden).toMatchObject({
      Successful: [{ Id: 'a' }],
      Failed: [{ Id: 'nonsense', Code: 'ReceiptHandleIsInvalid' }],
    });
    const removed = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [{ Id: 'b', ReceiptHandle: second?.ReceiptHandle }],
      }),
    );
    expect(removed.Successful).toEqual([{ Id: 'b' }]);
    expect(await counts()).toBe('1 visible, 0 in flight, 0 delayed');
  });
});

describe('dead letters', () => {
  let deadLetterUrl: string;

  beforeEach(async () => {
    deadLetterUrl = await createQueue();
    const policy = { deadLetterTargetArn: arnOf(deadLetterUrl), maxReceiveCount: 2 };
    url = await createQueue({ RedrivePolicy: JSON.stringify(policy), VisibilityTimeout: '10' });
  });

  async function giveUpOn(...texts: string[]): Promise<void> {
    for (const text of texts) await send(text);
    for (let round = 0; round < 3; round += 1) {
      await receive();
      aws.clock.advance(10);
    }
  }

  const startMove = (input: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number } = {}) =>
    sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(deadLetterUrl), ...input }));

  async function lastMove() {
    const command = new ListMessageMoveTasksCommand({ SourceArn: arnOf(deadLetterUrl) });
    return (await sqs.send(command)).Results?.[0];
  }

  test('a message received too often moves to the dead-letter queue, with its source', async () => {
    const sent = await send('poison');
    await receive();
    aws.clock.advance(10);
    expect(bodies(await receive())).toEqual(['poison']);
    aws.clock.advance(10);
    expect(await receive()).toEqual([]);
    const [dead] = await receive({ QueueUrl: deadLetterUrl, MessageSystemAttributeNames: ['All'] });
    expect(dead).toMatchObject({
      MessageId: sent.MessageId,
      Attributes: { ApproximateReceiveCount: '3', DeadLetterQueueSourceArn: arnOf(url) },
    });
  });

  test('a queue that is its own dead-letter queue keeps its messages', async () => {
    const policy = { deadLetterTargetArn: arnOf(url), maxReceiveCount: 2 };
    const Attributes = { RedrivePolicy: JSON.stringify(policy) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
    await giveUpOn('round');
    expect(bodies(await receive())).toEqual(['round']);
  });

  test('the sources of a dead-letter queue are listed', async () => {
    const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetterUrl }));
    expect(queueUrls).toEqual([url]);
  });

  test('a move task returns messages to their source as new ones', async () => {
    await giveUpOn('a', 'b');
    await startMove();
    const [first] = await receive({ MessageSystemAttributeNames: ['All'] });
    expect(first).toMatchObject({ Body: 'a', Attributes: { ApproximateReceiveCount: '1' } });
    expect(await counts(deadLetterUrl)).toBe('0 visible, 0 in flight, 0 delayed');
    expect(await lastMove()).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 });
  });

  test('a move task can have another destination and a rate, and be cancelled', async () => {
    const elsewhere = await createQueue();
    await giveUpOn('a', 'b', 'c');
    const { TaskHandle } = await startMove({
      DestinationArn: arnOf(elsewhere),
      MaxNumberOfMessagesPerSecond: 1,
    });
    aws.clock.advance(1);
    expect(await lastMove()).toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 2 });
    expect((await errorOf(startMove()))[1]).toMatch('already a task running');
    await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    aws.clock.advance(10);
    expect(await lastMove()).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 2 });
    expect(bodies(await receive({ QueueUrl: elsewhere }))).toEqual(['a', 'b']);
  });

  test('a message sent directly to the dead-letter queue has no source to return to', async () => {
    await send('stray', deadLetterUrl);
    await startMove();
    expect(await lastMove()).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
    });
  });

  test('only a dead-letter queue can be the source of a move task', async () => {
    const command = new StartMessageMoveTaskCommand({ SourceArn: arnOf(url) });
    expect((await errorOf(sqs.send(command)))[1]).toBe(
      'Source queue must be configured as a Dead Letter Queue.',
    );
  });
});
