import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { runBatch } from '../batch.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { draftEntries, draftOf, receiptOf, sizeOf } from '../draft.ts';
import { SqsError } from '../errors.ts';
import { parseInput, queueUrlEntries } from '../input.ts';
import type { MessageAttribute } from '../message.ts';

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

type Entries = v.InferOutput<typeof input>['Entries'];

/** The attributes count too, even if they are invalid. */
function sizeOfEntry({ MessageBody: body = '', MessageAttributes = {} }: Entries[number]): number {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType = '', StringValue, BinaryValue }]): [string, MessageAttribute] => [
      name,
      { DataType, StringValue, BinaryValue },
    ],
  );
  return sizeOf({ body, attributes: Object.fromEntries(attributes) });
}

function checkBatchSize(entries: Entries): void {
  const bytes = entries.reduce((sum, entry) => sum + sizeOfEntry(entry), 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw new SqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  }
}
