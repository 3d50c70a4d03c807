import { DeleteMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../../guardrail/ports/queue-inspection.ts';
import { translated } from '../failures.ts';
import { BATCH, holdMessages, putMessagesBack } from './held-messages.ts';
import type { Queue } from './queue.ts';

/** @throws AwsCallError from every call that AWS refuses */
export function createDeadLetterQueue(queue: Queue): DeadLetterQueue {
  return {
    hold: (holdSeconds) => holdMessages(queue, BATCH, holdSeconds),
    putBack: (messages) => putMessagesBack(queue, messages),
    async delete({ receipt }) {
      const command = new DeleteMessageCommand({ QueueUrl: queue.queueUrl, ReceiptHandle: receipt });
      await translated('sqs:DeleteMessage', queue.client.send(command));
    },
  };
}

/** Puts a message into a queue as it was. @throws AwsCallError */
export function createResender({ client, queueUrl }: Queue): (body: string) => Promise<void> {
  return async (body) => {
    const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body });
    await translated('sqs:SendMessage', client.send(command));
  };
}
