import { Duration, aws_lambda as lambda } from 'aws-cdk-lib';
import type { EventSourceSettings } from '../../src/runtime/resources.ts';
import type { GuardedQueue } from './guarded-queue.ts';
import type { ServiceFunction } from './service-function.ts';

/** Lets a function receive from a queue, and start. Each queue has its own maximum concurrency, so that none waits for another. */
export function receiveFrom(
  to: ServiceFunction,
  id: string,
  { queue }: GuardedQueue,
  settings: EventSourceSettings,
): void {
  to.role.allow({
    sid: `Receive${id}`,
    actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    resources: [queue.queueArn],
  });
  new lambda.EventSourceMapping(to, `${id}Source`, {
    target: to.function,
    eventSourceArn: queue.queueArn,
    batchSize: settings.batchSize,
    maxConcurrency: settings.maximumConcurrency,
    reportBatchItemFailures: true,
    ...(settings.batchingWindowSeconds > 0 && {
      maxBatchingWindow: Duration.seconds(settings.batchingWindowSeconds),
    }),
  });
}
