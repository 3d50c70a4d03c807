import * as v from 'valibot';
import type { Answer, Operation } from '../../contract/operation.ts';
import { object, text } from '../../contract/shapes.ts';
import { runBatch } from '../batch.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { heldMessage } from '../held-message.ts';
import { parseInput, queueUrlEntries } from '../input.ts';
import type { Queue } from '../queue.ts';

const receipt = { ReceiptHandle: text };
const input = object({ ...queueUrlEntries, ...receipt });
const batchInput = object({ ...queueUrlEntries, Entries: v.array(object({ ...receipt, Id: v.string() })) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const deleteMessage =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, ReceiptHandle } = parseInput(input, call);
    return deleteReceived(queueOfUrl(context, call, QueueUrl), ReceiptHandle);
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const deleteMessageBatch =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, Entries } = parseInput(batchInput, call);
    const queue = queueOfUrl(context, call, QueueUrl);
    return runBatch('DeleteMessageBatch', Entries, (entry) => deleteReceived(queue, entry.ReceiptHandle));
  };

/** Succeeds without effect when the message is gone, or was received again since. */
function deleteReceived(queue: Queue, receiptHandle: string): Answer {
  const held = heldMessage(queue, receiptHandle);
  if (held.type === 'held') queue.delete(held.message);
  return {};
}
