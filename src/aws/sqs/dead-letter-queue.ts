import { DeleteMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type DeadLetterQueue, FIRST_SENT_AT, type Resend } from '../../guardrail/ports/queue-inspection.ts';
import { callAws } from '../aws-call.ts';
import { holdMessages, putMessagesBack } from './held-messages.ts';
import { MAX_BATCH_MESSAGES, type Queue, queueCall } from './queue.ts';

/** @throws AwsCallError from every call that AWS refuses */
export function createDeadLetterQueue(queue: Queue): DeadLetterQueue {
  return {
    hold: (holdSeconds) => holdMessages(queue, MAX_BATCH_MESSAGES, holdSeconds),
    putBack: (messages) => putMessagesBack(queue, messages),
    async delete({ receipt }) {
      const command = new DeleteMessageCommand({ QueueUrl: queue.queueUrl, ReceiptHandle: receipt });
      await callAws(queueCall('sqs:DeleteMessage', queue), queue.client.send(command));
    },
  };
}

/** Sends the unchanged body of a message to a queue, and when it was first sent. @throws AwsCallError */
export function createResender(queue: Queue): Resend {
  return async ({ body, sentAt, attributes }) => {
    const firstSentAt = attributes[FIRST_SENT_AT] ?? sentAt.toISOString();
    const command = new SendMessageCommand({
      QueueUrl: queue.queueUrl,
      MessageBody: body,
      MessageAttributes: { [FIRST_SENT_AT]: { DataType: 'String', StringValue: firstSentAt } },
    });
    await callAws(queueCall('sqs:SendMessage', queue), queue.client.send(command));
  };
}
