import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { AuditRequest } from '../../domain/trigger.ts';
import type { TriggerQueue } from '../../guardrail/ports/work-queues.ts';
import type { Queue } from './queue.ts';

/** @param options.write makes the body that the consumer parses */
export function createTriggerQueue(
  options: Queue & { readonly write: (request: AuditRequest) => string },
): TriggerQueue {
  const { client, queueUrl, write } = options;
  return {
    async requestAudit(request, delaySeconds) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: write(request),
          DelaySeconds: delaySeconds,
        }),
      );
    },
  };
}
