import * as v from 'valibot';
import { object } from '../contract/shapes.ts';
import { checkCharacters } from './characters.ts';
import { invalidParameterValue, SqsError } from './errors.ts';
import type { MessageAttribute, MessageAttributes } from './message.ts';

export const attributeSchema = object({
  DataType: v.optional(v.string()),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
  StringListValues: v.optional(v.array(v.unknown())),
  BinaryListValues: v.optional(v.array(v.unknown())),
});

type AttributeInput = v.InferOutput<typeof attributeSchema>;

const MAX_ATTRIBUTES = 10;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export function checkMessageAttributes(
  attributes: Readonly<Record<string, AttributeInput>>,
): MessageAttributes {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameterValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  return Object.fromEntries(
    entries.map(([name, attribute]) => {
      checkName(name);
      return [name, checkValue(name, attribute)];
    }),
  );
}

/** AWSTraceHeader, the only system attribute that a sender may set. */
export function traceHeaderOf(attributes: Readonly<Record<string, AttributeInput>>): string | undefined {
  const unknown = Object.keys(attributes).find((name) => name !== 'AWSTraceHeader');
  if (unknown !== undefined) {
    throw invalidParameterValue(`Message system attribute name '${unknown}' is invalid.`);
  }
  const { AWSTraceHeader } = attributes;
  if (AWSTraceHeader === undefined) return undefined;
  if (AWSTraceHeader.DataType !== 'String') {
    throw invalidParameterValue("The message system attribute 'AWSTraceHeader' must be of type String.");
  }
  return checkValue('AWSTraceHeader', AWSTraceHeader).StringValue;
}

function checkName(name: string): void {
  if (!/^[\w.-]{1,256}$/.test(name)) {
    throw invalidParameterValue(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, 1 to 256 in all.`,
    );
  }
  if (/^\.|\.\.|\.$/.test(name)) {
    throw invalidParameterValue(
      `The message attribute name '${name}' is invalid. Attribute name cannot begin or end with a period, or have periods in succession.`,
    );
  }
  if (/^(aws|amazon)\./i.test(name)) {
    throw invalidParameterValue(
      `The message attribute name '${name}' is invalid. You can't use names that begin with 'AWS.' or 'Amazon.', which are reserved.`,
    );
  }
}

function checkValue(name: string, attribute: AttributeInput): MessageAttribute {
  const { DataType, StringValue, BinaryValue, StringListValues = [], BinaryListValues = [] } = attribute;
  if (!DataType) {
    throw invalidParameterValue(
      `The message attribute '${name}' must contain a non-empty message attribute type.`,
    );
  }
  if (!/^(String|Number|Binary)(\..+)?$/.test(DataType) || DataType.length > 256) {
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (StringListValues.length + BinaryListValues.length > 0) {
    throw new SqsError(
      'UnsupportedOperation',
      `Message attribute list values in SendMessage operation are not supported: '${name}'.`,
    );
  }
  const isBinary = DataType.startsWith('Binary');
  const [value, other] = isBinary ? [BinaryValue, StringValue] : [StringValue, BinaryValue];
  if (other !== undefined) {
    throw invalidParameterValue(
      `The message attribute '${name}' with type '${DataType}' must use field '${isBinary ? 'Binary' : 'String'}'.`,
    );
  }
  if (!value) {
    throw invalidParameterValue(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (isBinary) return { DataType, BinaryValue: value };
  checkCharacters(value);
  if (DataType.startsWith('Number') && !isNumber(value)) {
    throw invalidParameterValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType, StringValue: value };
}

/** Numbers have up to 38 digits. */
function isNumber(text: string): boolean {
  const digits = /^[+-]?(\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.exec(text)?.[1];
  return digits !== undefined && digits.replace('.', '').replace(/^0+/, '').length <= 38;
}
