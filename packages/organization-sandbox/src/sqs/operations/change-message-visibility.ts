import * as v from 'valibot';
import type { Answer, Operation } from '../../contract/operation.ts';
import { object, text } from '../../contract/shapes.ts';
import { runBatch } from '../batch.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { invalidValue, SqsError } from '../errors.ts';
import { heldMessage } from '../held-message.ts';
import { parseInput, queueUrlEntries } from '../input.ts';
import type { Queue } from '../queue.ts';

const changeEntries = { ReceiptHandle: text, VisibilityTimeout: v.number() };
const change = object(changeEntries);
const input = object({ ...queueUrlEntries, ...changeEntries });
const batchInput = object({
  ...queueUrlEntries,
  Entries: v.array(object({ ...changeEntries, Id: v.string() })),
});

/** A message may not be hidden for longer after it was received. */
const MAX_VISIBILITY_SECONDS = 43_200;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const changeMessageVisibility =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, ...request } = parseInput(input, call);
    return changeVisibility(queueOfUrl(context, call, QueueUrl), request, call.now);
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const changeMessageVisibilityBatch =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, Entries } = parseInput(batchInput, call);
    const queue = queueOfUrl(context, call, QueueUrl);
    return runBatch('ChangeMessageVisibilityBatch', Entries, (entry) =>
      changeVisibility(queue, entry, call.now),
    );
  };

function changeVisibility(
  queue: Queue,
  { ReceiptHandle, VisibilityTimeout }: v.InferOutput<typeof change>,
  now: Date,
): Answer {
  if (
    !(
      Number.isInteger(VisibilityTimeout) &&
      VisibilityTimeout >= 0 &&
      VisibilityTimeout <= MAX_VISIBILITY_SECONDS
    )
  ) {
    throw invalidValue(
      VisibilityTimeout,
      'VisibilityTimeout',
      `Must be between 0 and ${MAX_VISIBILITY_SECONDS}.`,
    );
  }
  const held = heldMessage(queue, ReceiptHandle);
  if (held.type === 'gone') {
    throw invalidValue(
      ReceiptHandle,
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    );
  }
  const { message } = held;
  if (message.state.type !== 'in-flight') {
    throw new SqsError('MessageNotInflight', 'The specified message is not in flight.');
  }
  const hiddenSeconds = (now.getTime() - message.state.receivedAt.getTime()) / 1000;
  if (hiddenSeconds + VisibilityTimeout > MAX_VISIBILITY_SECONDS) {
    throw invalidValue(
      VisibilityTimeout,
      'VisibilityTimeout',
      `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds].`,
    );
  }
  queue.changeVisibility(message, VisibilityTimeout);
  return {};
}
