import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { draftEntries, draftOf, receiptOf } from '../draft.ts';
import { parseInput, queueUrlEntries } from '../input.ts';

const input = object({ ...draftEntries, ...queueUrlEntries });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, ...draft } = parseInput(input, call);
    const queue = queueOfUrl(context, call, QueueUrl);
    return receiptOf(queue.send(draftOf(draft, queue, call)));
  };
