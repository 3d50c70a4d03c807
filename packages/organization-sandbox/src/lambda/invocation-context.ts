import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Clock } from '../clock.ts';
import type { QueueId } from '../sqs/queue.ts';

/** The context of one invocation. The remaining time is that of the sandbox's clock. */
export function invocationContext(
  clock: Clock,
  queue: Omit<QueueId, 'name'>,
  functionName: string,
  timeoutSeconds: number,
): Context {
  const deadline = clock.now().getTime() + timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:${queue.partition}:lambda:${queue.region}:${queue.accountId}:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'sandbox',
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now().getTime()),
    // For callback handlers; they do nothing for a handler that returns a promise.
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
