import * as v from 'valibot';
import type { Operation } from '../../http/operation.ts';
import { object } from '../../shapes.ts';
import { runBatch } from '../batch.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { draftEntries, draftOf, receiptOf } from '../draft.ts';
import { SqsError } from '../errors.ts';
import { parseInput, queueUrlEntries } from '../input.ts';

const input = object({ ...queueUrlEntries, Entries: v.array(object({ ...draftEntries, Id: v.string() })) });

/** All entries together, in bytes. */
const MAX_BATCH_BYTES = 1_048_576;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const sendMessageBatch =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, Entries } = parseInput(input, call);
    const queue = queueOfUrl(context, call, QueueUrl);
    checkBatchSize(Entries);
    return runBatch('SendMessageBatch', Entries, (entry) =>
      receiptOf(queue.send(draftOf(entry, queue, call))),
    );
  };

function checkBatchSize(entries: v.InferOutput<typeof input>['Entries']): void {
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody ?? '', 'utf8'), 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw new SqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  }
}
