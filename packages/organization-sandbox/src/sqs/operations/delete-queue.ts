import type { Operation } from '../../contract/operation.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { parseInput, queueUrlInput } from '../input.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export const deleteQueue =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl } = parseInput(queueUrlInput, call);
    context.queues.delete(queueOfUrl(context, call, QueueUrl));
    return {};
  };
