import * as v from 'valibot';
import type { Answer, Call } from '../contract/operation.ts';
import { object, record } from '../contract/shapes.ts';
import { numberOf } from './attributes.ts';
import { checkCharacters } from './characters.ts';
import { bytesOf, digestOfAttributes, digestOfBody } from './digest.ts';
import { invalidParameterValue, invalidValue, missingParameter, notForThisQueue } from './errors.ts';
import { checkRange } from './input.ts';
import type { Draft, Message } from './message.ts';
import { attributeSchema, checkMessageAttributes, traceHeaderOf } from './message-attributes.ts';
import type { Queue } from './queue.ts';

/** The members of SendMessage, and of each entry of SendMessageBatch. */
export const draftEntries = {
  MessageBody: v.optional(v.string()),
  DelaySeconds: v.optional(v.number()),
  MessageAttributes: v.optional(record(attributeSchema)),
  MessageSystemAttributes: v.optional(record(attributeSchema)),
  MessageGroupId: v.optional(v.string()),
  MessageDeduplicationId: v.optional(v.string()),
};

const draftSchema = object(draftEntries);

/** Checks a message to be sent, as SQS does. */
export function draftOf(input: v.InferOutput<typeof draftSchema>, queue: Queue, call: Call): Draft {
  const body = input.MessageBody;
  if (!body) throw missingParameter('MessageBody');
  checkCharacters(body);
  checkRange(input.DelaySeconds, 'DelaySeconds', 0, 900);
  checkIds(input);
  const attributes = checkMessageAttributes(input.MessageAttributes ?? {});
  const draft: Draft = {
    body,
    attributes,
    senderId: call.caller.accessKeyId,
    delaySeconds: input.DelaySeconds,
    messageGroupId: input.MessageGroupId,
    traceHeader: traceHeaderOf(input.MessageSystemAttributes ?? {}),
  };
  const limit = numberOf(queue.attributes, 'MaximumMessageSize');
  if (sizeOf(draft) > limit) {
    throw invalidParameterValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  return draft;
}

/** Bytes that count against the size limits: the body, and each attribute's name, type and value. */
export function sizeOf({ body, attributes }: Pick<Draft, 'body' | 'attributes'>): number {
  let size = Buffer.byteLength(body, 'utf8');
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + bytesOf(attribute).length;
  }
  return size;
}

/**
 * A standard queue has message groups, for fair queues, and no deduplication.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
function checkIds({ MessageGroupId, MessageDeduplicationId }: v.InferOutput<typeof draftSchema>): void {
  if (MessageDeduplicationId !== undefined)
    throw notForThisQueue('MessageDeduplicationId', MessageDeduplicationId);
  if (MessageGroupId !== undefined && !/^[!-~]{1,128}$/.test(MessageGroupId)) {
    throw invalidValue(
      MessageGroupId,
      'MessageGroupId',
      'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    );
  }
}

/** The answer to a sender, with the digests that its SDK verifies. */
export function receiptOf(message: Message): Answer {
  const attributesDigest = digestOfAttributes(message.attributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: digestOfBody(message.body),
    ...(attributesDigest !== undefined && { MD5OfMessageAttributes: attributesDigest }),
  };
}
