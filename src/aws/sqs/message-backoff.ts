import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { MessageBackoff } from '../../guardrail/ports/work-queues.ts';
import { callAws, failureIn } from '../aws-call.ts';
import { hasCode } from '../failures.ts';
import { type Queue, queueCall } from './queue.ts';

const MAX_DELAY_SECONDS = 12 * 60 * 60;

const GONE = ['MessageNotInflight', 'AWS.SimpleQueueService.MessageNotInflight', 'ReceiptHandleIsInvalid'];

/** SQS has no code of its own for a message that was deleted. */
const DELETED = /message does not exist or is not available/i;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function createMessageBackoff(queue: Queue): MessageBackoff {
  return {
    async delay(receiptHandle, seconds) {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: queue.queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(seconds, MAX_DELAY_SECONDS),
      });
      try {
        await callAws(queueCall('sqs:ChangeMessageVisibility', queue), queue.client.send(command));
      } catch (error) {
        // It became visible meanwhile or was deleted, so there is nothing to delay.
        if (!isGone(error)) throw error;
      }
    },
  };
}

function isGone(error: unknown): boolean {
  return hasCode(error, ...GONE) || DELETED.test(failureIn(error).message);
}
