import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Aws, givenAws } from './support/aws-clients.ts';

const ACCOUNT = '222222222222';
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:mail`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:incidents`;

let aws: Aws;
let sns: SNSClient;

beforeEach(async () => {
  aws = await givenAws();
  sns = aws.sns(ACCOUNT);
  await aws.sqs(ACCOUNT).send(new CreateQueueCommand({ QueueName: 'mail' }));
  await sns.send(new CreateTopicCommand({ Name: 'incidents' }));
});

afterEach(() => aws.close());

const subscribe = (Attributes?: Record<string, string>) =>
  sns.send(
    new SubscribeCommand({
      TopicArn: TOPIC,
      Protocol: 'sqs',
      Endpoint: QUEUE,
      ...(Attributes && { Attributes }),
    }),
  );

async function received() {
  const QueueUrl = `${aws.endpoint}/${ACCOUNT}/mail`;
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  });
  return (await aws.sqs(ACCOUNT).send(command)).Messages ?? [];
}

const MessageAttributes = { kind: { DataType: 'String', StringValue: 'removed' } };

test('topics are created once and listed', async () => {
  const again = await sns.send(new CreateTopicCommand({ Name: 'incidents' }));
  expect(again.TopicArn).toBe(TOPIC);
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: TOPIC }]);
});

test('a subscribed queue gets the message in an envelope', async () => {
  const { SubscriptionArn } = await subscribe();
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
  expect(Subscriptions).toEqual([
    { SubscriptionArn, Owner: ACCOUNT, Protocol: 'sqs', Endpoint: QUEUE, TopicArn: TOPIC },
  ]);
  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn: TOPIC, Subject: 'Root', Message: 'found & removed', MessageAttributes }),
  );
  const [message] = await received();
  expect(JSON.parse(message?.Body ?? '')).toEqual({
    Type: 'Notification',
    MessageId,
    TopicArn: TOPIC,
    Subject: 'Root',
    Message: 'found & removed',
    Timestamp: '2026-11-24T12:00:00.000Z',
    MessageAttributes: { kind: { Type: 'String', Value: 'removed' } },
  });
});

test('raw delivery passes the message and its attributes on', async () => {
  await subscribe({ RawMessageDelivery: 'true' });
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'bare', MessageAttributes }));
  expect(await received()).toMatchObject([{ Body: 'bare', MessageAttributes }]);
});

test('published messages can be read, even without a subscription', async () => {
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'one', Subject: 'first' }));
  aws.clock.advance(60);
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'two', MessageAttributes }));
  expect(aws.published()).toMatchObject([
    { topicArn: TOPIC, subject: 'first', message: 'one', publishedAt: new Date('2026-11-24T12:00:00Z') },
    {
      topicArn: TOPIC,
      message: 'two',
      attributes: MessageAttributes,
      publishedAt: new Date('2026-11-24T12:01:00Z'),
    },
  ]);
});

test('a batch reports failures beside successes', async () => {
  const answer = await sns.send(
    new PublishBatchCommand({
      TopicArn: TOPIC,
      PublishBatchRequestEntries: [
        { Id: 'good', Message: 'x' },
        { Id: 'bad', Message: 'x', Subject: 'x'.repeat(101) },
      ],
    }),
  );
  expect(answer.Successful).toMatchObject([{ Id: 'good' }]);
  expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameter' }]);
});

test('a topic that does not exist is refused', async () => {
  const publish = sns.send(new PublishCommand({ TopicArn: `${TOPIC}-x`, Message: 'x' }));
  await expect(publish).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
});

test('a structured message is delivered by protocol', async () => {
  await subscribe({ RawMessageDelivery: 'true' });
  const say = (message: unknown) =>
    sns.send(
      new PublishCommand({ TopicArn: TOPIC, MessageStructure: 'json', Message: JSON.stringify(message) }),
    );
  await say({ default: 'for everybody', sqs: 'for queues', https: 'for chat' });
  await say({ default: 'for everybody' });
  expect((await received()).map(({ Body }) => Body).sort()).toEqual(['for everybody', 'for queues']);
  await expect(say({ sqs: 'for queues' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(say('no object')).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
