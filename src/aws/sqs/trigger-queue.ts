import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { AuditRequest } from '../../domain/audit-request.ts';
import type { TriggerQueue } from '../../guardrail/ports/work-queues.ts';
import { callAws } from '../aws-call.ts';
import { type Queue, queueCall } from './queue.ts';

/** @param options.write makes the body that the consumer parses */
export function createTriggerQueue(
  options: Queue & { readonly write: (request: AuditRequest) => string },
): TriggerQueue {
  return {
    async requestAudit(request, delaySeconds) {
      const command = new SendMessageCommand({
        QueueUrl: options.queueUrl,
        MessageBody: options.write(request),
        DelaySeconds: delaySeconds,
      });
      await callAws(queueCall('sqs:SendMessage', options), options.client.send(command));
    },
  };
}
