import type { Operation } from '../../contract/operation.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { SqsError } from '../errors.ts';
import { parseInput, queueUrlInput } from '../input.ts';

const MIN_PURGE_INTERVAL_SECONDS = 60;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl } = parseInput(queueUrlInput, call);
    const queue = queueOfUrl(context, call, QueueUrl);
    if (queue.purgedAt && call.now.getTime() - queue.purgedAt.getTime() < MIN_PURGE_INTERVAL_SECONDS * 1000) {
      throw new SqsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.id.name} is allowed every ${MIN_PURGE_INTERVAL_SECONDS} seconds.`,
      );
    }
    queue.purge();
    return {};
  };
