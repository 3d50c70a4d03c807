import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Clock } from '../clock.ts';
import type { QueueId } from '../sqs/queue.ts';

/** The context of one invocation. The remaining time runs on the sandbox's clock. */
export function invocationContext(
  clock: Clock,
  place: Omit<QueueId, 'name'>,
  functionName: string,
  timeoutSeconds: number,
): Context {
  const deadline = clock.now().getTime() + timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'sandbox',
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now().getTime()),
    // Left over from callback handlers; they do nothing for a handler that returns a promise.
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
