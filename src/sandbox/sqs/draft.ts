import * as v from 'valibot';
import type { Answer, Call } from '../http/operation.ts';
import { object, record } from '../shapes.ts';
import { numberOf } from './attributes.ts';
import { bytesOf, digestOfAttributes, digestOfBody } from './digest.ts';
import { invalidParameterValue, missingParameter, SqsError } from './errors.ts';
import { checkRange } from './input.ts';
import type { Draft, Message, MessageAttributes } from './message.ts';
import type { Queue } from './queue.ts';

const attributeSchema = object({
  DataType: v.optional(v.string()),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
});

/** What SendMessage and each entry of SendMessageBatch say. */
export const draftEntries = {
  MessageBody: v.optional(v.string()),
  DelaySeconds: v.optional(v.number()),
  MessageAttributes: v.optional(record(attributeSchema)),
  MessageSystemAttributes: v.optional(record(attributeSchema)),
  MessageGroupId: v.optional(v.string()),
};

const draftSchema = object(draftEntries);

/** Checks what a caller wants to send, as SQS does. */
export function draftOf(input: v.InferOutput<typeof draftSchema>, queue: Queue, call: Call): Draft {
  const body = input.MessageBody;
  if (!body) throw missingParameter('MessageBody');
  checkCharacters(body);
  checkRange(input.DelaySeconds, 'DelaySeconds', 0, 900);
  const attributes = checkMessageAttributes(input.MessageAttributes ?? {});
  const draft: Draft = {
    body,
    attributes,
    senderId: call.caller.accessKeyId,
    delaySeconds: input.DelaySeconds,
    messageGroupId: input.MessageGroupId,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
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

/** The answer to a sender, with the digests that its SDK checks. */
export function receiptOf(message: Message): Answer {
  const attributesDigest = digestOfAttributes(message.attributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: digestOfBody(message.body),
    ...(attributesDigest !== undefined && { MD5OfMessageAttributes: attributesDigest }),
  };
}

/** Outside of these XML 1.0 has no characters. The `u` flag sees a lone surrogate as a code point of its own. */
const INVALID_CHARACTERS = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

function checkCharacters(text: string): void {
  if (INVALID_CHARACTERS.test(text)) {
    throw new SqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  }
}

function checkMessageAttributes(
  attributes: Record<string, v.InferOutput<typeof attributeSchema>>,
): MessageAttributes {
  const entries = Object.entries(attributes);
  if (entries.length > 10) {
    throw invalidParameterValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`,
    );
  }
  return Object.fromEntries(
    entries.map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (!DataType) {
        throw invalidParameterValue(
          `The message attribute '${name}' must contain a non-empty message attribute type.`,
        );
      }
      if (!/^(String|Number|Binary)(\..+)?$/.test(DataType)) {
        throw invalidParameterValue(
          `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
        );
      }
      const isBinary = DataType.startsWith('Binary');
      if (!(isBinary ? BinaryValue : StringValue)) {
        throw invalidParameterValue(
          `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${DataType}'.`,
        );
      }
      if (StringValue !== undefined) checkCharacters(StringValue);
      return [name, isBinary ? { DataType, BinaryValue } : { DataType, StringValue }];
    }),
  );
}
