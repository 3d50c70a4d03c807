import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { PeekedMessage, QueueOperation } from '../guardrail/ports/queue-operation.ts';
import { AwsCallError, failureOf, malformedAnswer } from './failures.ts';
import type { Queue } from './queue.ts';

/** SQS's own limit for one receive and for one batch. */
const BATCH = 10;

/** For so long a message is kept from others while the rest is looked at. Seconds. */
const HIDDEN_SECONDS = 30;

/** @throws AwsCallError from every call that AWS refuses */
export function createQueueOperation({ client, queueUrl }: Queue): QueueOperation {
  return {
    async readDepth() {
      const attributes = await readAttributes(client, queueUrl, [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ]);
      return {
        visible: Number(attributes.ApproximateNumberOfMessages),
        inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible),
        delayed: Number(attributes.ApproximateNumberOfMessagesDelayed),
      };
    },
    async peek(most) {
      const received: Message[] = [];
      try {
        await receive(client, queueUrl, most, received);
      } finally {
        await putBack(client, queueUrl, received);
      }
      return received.map(peeked);
    },
    async startMove(destinationUrl, messagesPerSecond) {
      const [SourceArn, DestinationArn] = await Promise.all([
        readArn(client, queueUrl),
        readArn(client, destinationUrl),
      ]);
      const command = new StartMessageMoveTaskCommand({
        SourceArn,
        DestinationArn,
        MaxNumberOfMessagesPerSecond: messagesPerSecond,
      });
      await translated('sqs:StartMessageMoveTask', client.send(command));
    },
    async latestMove() {
      const command = new ListMessageMoveTasksCommand({ SourceArn: await readArn(client, queueUrl) });
      const { Results = [] } = await translated('sqs:ListMessageMoveTasks', client.send(command));
      const [latest] = Results;
      if (latest === undefined) return undefined;
      return {
        status: latest.Status ?? 'UNKNOWN',
        moved: latest.ApproximateNumberOfMessagesMoved ?? 0,
        toMove: latest.ApproximateNumberOfMessagesToMove,
        failureReason: latest.FailureReason,
      };
    },
  };
}

/** Until there are as many as asked for, or the queue gives no more. What was received stands in `received`, come what may. */
async function receive(
  client: SQSClient,
  queueUrl: string,
  most: number,
  received: Message[],
): Promise<void> {
  while (received.length < most) {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(BATCH, most - received.length),
      VisibilityTimeout: HIDDEN_SECONDS,
      // A short poll asks some of SQS's servers only, and may find nothing where there is something.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await translated('sqs:ReceiveMessage', client.send(command));
    if (Messages.length === 0) return;
    received.push(...Messages);
  }
}

async function putBack(client: SQSClient, queueUrl: string, received: readonly Message[]): Promise<void> {
  for (let first = 0; first < received.length; first += BATCH) {
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: queueUrl,
      Entries: received.slice(first, first + BATCH).map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      })),
    });
    // Whoever may not do this (or comes too late for it) has still looked: the message comes back by itself.
    await client.send(command).catch(() => undefined);
  }
}

function peeked({
  MessageId = '',
  Body = '',
  Attributes = {},
  MessageAttributes = {},
}: Message): PeekedMessage {
  return {
    id: MessageId,
    body: Body,
    sentAt: new Date(Number(Attributes.SentTimestamp)),
    receiveCount: Number(Attributes.ApproximateReceiveCount),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  };
}

async function readArn(client: SQSClient, queueUrl: string): Promise<string> {
  const { QueueArn } = await readAttributes(client, queueUrl, ['QueueArn']);
  if (QueueArn === undefined)
    throw new AwsCallError(malformedAnswer(GET_ATTRIBUTES, 'the answer has no ARN'));
  return QueueArn;
}

const GET_ATTRIBUTES = 'sqs:GetQueueAttributes';

async function readAttributes(
  client: SQSClient,
  queueUrl: string,
  names: QueueAttributeName[],
): Promise<Partial<Record<string, string>>> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names });
  const { Attributes = {} } = await translated(GET_ATTRIBUTES, client.send(command));
  return Attributes;
}

async function translated<Answer>(call: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new AwsCallError(failureOf(call, error));
  }
}
