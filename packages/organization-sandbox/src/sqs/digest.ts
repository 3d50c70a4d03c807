import { createHash } from 'node:crypto';
import type { MessageAttribute, MessageAttributes } from './message.ts';

/** MD5 of a message body in hex, which the SDKs verify. */
export const digestOfBody = (body: string): string => createHash('md5').update(body, 'utf8').digest('hex');

const STRING_VALUE = Uint8Array.of(1);
const BINARY_VALUE = Uint8Array.of(2);

/**
 * MD5 of message attributes in hex; undefined if there are none. Attributes are sorted by name; each adds its name, its
 * type and its value, every part preceded by its length in four bytes, and a byte for the kind of value.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function digestOfAttributes(attributes: MessageAttributes): string | undefined {
  const named = Object.entries(attributes).sort(([left], [right]) => (left < right ? -1 : 1));
  if (named.length === 0) return undefined;
  const hash = createHash('md5');
  for (const [name, attribute] of named) {
    hash.update(withLength(Buffer.from(name, 'utf8')));
    hash.update(withLength(Buffer.from(attribute.DataType, 'utf8')));
    hash.update(attribute.BinaryValue === undefined ? STRING_VALUE : BINARY_VALUE);
    hash.update(withLength(bytesOf(attribute)));
  }
  return hash.digest('hex');
}

/** The bytes of an attribute's value. */
export const bytesOf = (attribute: MessageAttribute): Buffer =>
  attribute.BinaryValue === undefined
    ? Buffer.from(attribute.StringValue ?? '', 'utf8')
    : Buffer.from(attribute.BinaryValue, 'base64');

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
