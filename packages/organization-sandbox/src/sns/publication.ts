import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { parseJsonObject } from '../contract/json.ts';
import type { Call } from '../contract/operation.ts';
import type { MessageAttributes } from '../sqs/message.ts';
import { field, invalidParameter, messageAttributes, optionalField } from './query-input.ts';
import type { Publication } from './topic-store.ts';

/** For a message with its attributes, and for a whole batch. */
export const MAX_MESSAGE_BYTES = 262_144;

/** The message of a Publish call, or of the entry of PublishBatch with that prefix. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function publicationOf(input: Call['input'], prefix = ''): Publication {
  const message = field(input, `${prefix}Message`);
  const subject = optionalField(input, `${prefix}Subject`);
  if (subject !== undefined) checkSubject(subject);
  checkIds(input, prefix);
  const attributes = messageAttributes(input, prefix);
  checkAttributes(attributes);
  if (sizeOf({ message, attributes }) > MAX_MESSAGE_BYTES) {
    throw invalidParameter(`Message too long: no more than ${MAX_MESSAGE_BYTES} bytes`);
  }
  const structure = optionalField(input, `${prefix}MessageStructure`);
  if (structure === undefined) return { message, subject, attributes };
  if (structure !== 'json') throw invalidParameter(`MessageStructure Reason: must be json, not ${structure}`);
  const { default: defaultMessage, ...messageByProtocol } = structuredMessage(message);
  return { message: defaultMessage, messageByProtocol, subject, attributes };
}

export function sizeOf({ message, attributes = {} }: Publication): number {
  const parts = Object.entries(attributes).flatMap(
    ([name, { DataType, StringValue = '', BinaryValue = '' }]) => [name, DataType, StringValue, BinaryValue],
  );
  return [message, ...parts].reduce((sum, part) => sum + Buffer.byteLength(part, 'utf8'), 0);
}

/** A subject has no line breaks, and begins with a letter, digit or punctuation mark. */
function checkSubject(subject: string): void {
  if (subject.length === 0 || subject.length > 100 || /\p{Cc}/u.test(subject) || /^\s/.test(subject)) {
    throw invalidParameter('Subject');
  }
}

/** A standard topic has message groups, for fair queues, and no deduplication. */
function checkIds(input: Call['input'], prefix: string): void {
  if (optionalField(input, `${prefix}MessageDeduplicationId`) !== undefined) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  const group = optionalField(input, `${prefix}MessageGroupId`);
  if (group !== undefined && !/^[!-~]{1,128}$/.test(group)) {
    throw invalidParameter(
      'MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation characters, 1 to 128 in all',
    );
  }
}

const invalidValue = (message: string) => new AwsError('ParameterValueInvalid', message);

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
function checkAttributes(attributes: MessageAttributes): void {
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    if (!/^[\w.-]{1,256}$/.test(name) || /^\.|\.\.|\.$/.test(name) || /^(aws|amazon)\./i.test(name)) {
      throw invalidValue(`Invalid attribute name: '${name}'.`);
    }
    if (!/^(String|String\.Array|Number|Binary)(\..+)?$/.test(DataType)) {
      throw invalidValue(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const isBinary = DataType.startsWith('Binary');
    if (!(isBinary ? BinaryValue : StringValue)) {
      throw invalidValue(
        `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
      );
    }
    if ((isBinary ? StringValue : BinaryValue) !== undefined) {
      throw invalidValue(
        `The message attribute '${name}' with type '${DataType}' must use field '${isBinary ? 'Binary' : 'String'}'.`,
      );
    }
    if (
      DataType.startsWith('Number') &&
      !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(StringValue ?? '')
    ) {
      throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
    }
  }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html */
function structuredMessage(json: string): Record<string, string> & { readonly default: string } {
  const message = parseJsonObject(json);
  if (message === undefined) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const parsed = v.safeParse(structure, message);
  if (parsed.success) return parsed.output;
  throw invalidParameter('Message Structure - No default entry in JSON message body');
}

const structure = v.objectWithRest({ default: v.string() }, v.string());
