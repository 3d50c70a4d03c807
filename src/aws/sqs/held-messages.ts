import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { HeldMessage } from '../../guardrail/ports/queue-inspection.ts';
import { callAws } from '../aws-call.ts';
import { MAX_BATCH_MESSAGES, type Queue, queueCall } from './queue.ts';

/** Receives messages and hides them from other receivers for `holdSeconds`. @throws AwsCallError */
export async function holdMessages(
  queue: Queue,
  maxMessages: number,
  holdSeconds: number,
): Promise<readonly HeldMessage[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queue.queueUrl,
    MaxNumberOfMessages: maxMessages,
    VisibilityTimeout: holdSeconds,
    // A short poll queries only some of SQS's servers, and may find nothing although there are messages.
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount', 'DeadLetterQueueSourceArn'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await callAws(queueCall('sqs:ReceiveMessage', queue), queue.client.send(command));
  return Messages.map(held);
}

export async function putMessagesBack(queue: Queue, messages: readonly HeldMessage[]): Promise<void> {
  for (let first = 0; first < messages.length; first += MAX_BATCH_MESSAGES) {
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: queue.queueUrl,
      Entries: messages.slice(first, first + MAX_BATCH_MESSAGES).map(({ receipt }, index) => ({
        Id: String(index),
        ReceiptHandle: receipt,
        VisibilityTimeout: 0,
      })),
    });
    const call = queueCall('sqs:ChangeMessageVisibility', queue);
    // If this fails (no permission, or too late), the messages become visible when `holdSeconds` are over.
    await callAws(call, queue.client.send(command)).catch(() => undefined);
  }
}

function held({
  MessageId = '',
  Body = '',
  ReceiptHandle = '',
  Attributes = {},
  MessageAttributes = {},
}: Message): HeldMessage {
  return {
    id: MessageId,
    body: Body,
    receipt: ReceiptHandle,
    sentAt: new Date(Number(Attributes.SentTimestamp)),
    receiveCount: Number(Attributes.ApproximateReceiveCount),
    movedFrom: Attributes.DeadLetterQueueSourceArn?.split(':').at(-1),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  };
}
