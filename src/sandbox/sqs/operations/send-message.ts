import type { Operation } from '../../http/operation.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { draftOf, draftSchema, receiptOf } from '../draft.ts';
import { parseInput, queueUrlInput } from '../input.ts';

const input = draftSchema.extend(queueUrlInput.shape);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, ...draft } = parseInput(input, call);
    const queue = queueOfUrl(context, call, QueueUrl);
    return receiptOf(queue.send(draftOf(draft, queue, call)));
  };
