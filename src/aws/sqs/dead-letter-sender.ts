import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DeadLetterSender } from '../../guardrail/ports/work-queues.ts';
import { callAws } from '../aws-call.ts';
import { type Queue, queueCall } from './queue.ts';

/** Long enough for a sentence; attributes count towards the size of the message. */
const ATTRIBUTE_LENGTH = 1_000;

export function createDeadLetterSender(queue: Queue): DeadLetterSender {
  return {
    async send(body, { path, message }) {
      const command = new SendMessageCommand({
        QueueUrl: queue.queueUrl,
        MessageBody: body,
        MessageAttributes: { path: attribute(path), message: attribute(message) },
      });
      await callAws(queueCall('sqs:SendMessage', queue), queue.client.send(command));
    },
  };
}

/** SQS accepts no empty value and no control characters. */
function attribute(text: string) {
  const printable = text.replace(/\p{C}/gu, ' ').slice(0, ATTRIBUTE_LENGTH).trim();
  return { DataType: 'String', StringValue: printable || '-' };
}
