import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { RECEIVED_FROM } from '../../guardrail/ports/queue-inspection.ts';
import type { DeadLetterSender } from '../../guardrail/ports/work-queues.ts';
import { callAws } from '../aws-call.ts';
import { type Queue, queueCall } from './queue.ts';

/** Enough for a sentence. Attributes count towards the maximum size of a message. */
const MAX_ATTRIBUTE_CHARACTERS = 1_000;

export function createDeadLetterSender(queue: Queue): DeadLetterSender {
  return {
    async send(body, { path, message, receivedFrom }) {
      const command = new SendMessageCommand({
        QueueUrl: queue.queueUrl,
        MessageBody: body,
        MessageAttributes: {
          path: attribute(path),
          message: attribute(message),
          ...(receivedFrom !== undefined && { [RECEIVED_FROM]: attribute(receivedFrom) }),
        },
      });
      await callAws(queueCall('sqs:SendMessage', queue), queue.client.send(command));
    },
  };
}

/** SQS accepts no empty value and no control characters. */
function attribute(text: string) {
  const printable = text.replace(/\p{C}/gu, ' ').slice(0, MAX_ATTRIBUTE_CHARACTERS).trim();
  return { DataType: 'String', StringValue: printable || '-' };
}
