import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { MessageBackoff } from '../../guardrail/ports/work-queues.ts';
import { hasCode } from '../failures.ts';
import type { Queue } from './queue.ts';

const MAX_DELAY_SECONDS = 12 * 60 * 60;

const GONE = ['MessageNotInflight', 'AWS.SimpleQueueService.MessageNotInflight', 'ReceiptHandleIsInvalid'];

/** SQS has no code of its own for a message that was deleted. */
const DELETED = /message does not exist or is not available/i;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function createMessageBackoff({ client, queueUrl }: Queue): MessageBackoff {
  return {
    async delay(receiptHandle, seconds) {
      try {
        await client.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: Math.min(seconds, MAX_DELAY_SECONDS),
          }),
        );
      } catch (error) {
        // It became visible meanwhile or was deleted, so there is nothing to put off.
        if (!isGone(error)) throw error;
      }
    },
  };
}

function isGone(error: unknown): boolean {
  return hasCode(error, ...GONE) || (error instanceof Error && DELETED.test(error.message));
}
