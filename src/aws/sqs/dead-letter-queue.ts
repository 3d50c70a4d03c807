import { DeleteMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../../guardrail/ports/queue-inspection.ts';
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

/** Sends the unchanged body of a message to a queue. @throws AwsCallError */
export function createResender(queue: Queue): (body: string) => Promise<void> {
  return async (body) => {
    const command = new SendMessageCommand({ QueueUrl: queue.queueUrl, MessageBody: body });
    await callAws(queueCall('sqs:SendMessage', queue), queue.client.send(command));
  };
}
