import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import { object, text } from '../../contract/shapes.ts';
import { queueId, queueUrl, type SqsContext } from '../context.ts';
import { queueDoesNotExist } from '../errors.ts';
import { parseInput } from '../input.ts';
import { queueArn } from '../queue.ts';

const input = object({
  QueueName: text,
  QueueOwnerAWSAccountId: v.optional(v.string()),
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export const getQueueUrl =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueName, QueueOwnerAWSAccountId = call.caller.accountId } = parseInput(input, call);
    const queue = context.queues.get(queueArn(queueId(call, QueueOwnerAWSAccountId, QueueName)));
    if (queue === undefined) throw queueDoesNotExist();
    return { QueueUrl: queueUrl(context, queue) };
  };
