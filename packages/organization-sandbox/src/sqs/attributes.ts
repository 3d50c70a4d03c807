import { isJsonObjectText } from '../contract/json.ts';
import { invalidParameterValue, SqsError } from './errors.ts';
import { parseRedriveAllowPolicy, parseRedrivePolicy } from './redrive-policy.ts';

/** The attributes of a queue. Every value is a string, as in SQS. */
export type QueueAttributes = Readonly<Record<string, string>>;

/**
 * Numbers that a caller may set, with their initial values.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
const NUMBERS: Readonly<
  Record<string, { readonly min: number; readonly max: number; readonly initial: number }>
> = {
  VisibilityTimeout: { min: 0, max: 43_200, initial: 30 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, initial: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, initial: 345_600 },
  DelaySeconds: { min: 0, max: 900, initial: 0 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, initial: 0 },
};

/** Stored and returned, but without effect in the sandbox, except for the two redrive policies; each with the check of SQS. */
const TEXTS: Readonly<Record<string, (value: string) => void>> = {
  Policy: (value) => {
    if (!isJsonObjectText(value)) throw invalidAttribute('Policy');
  },
  RedrivePolicy: (value) => void parseRedrivePolicy(value),
  RedriveAllowPolicy: (value) => void parseRedriveAllowPolicy(value),
  KmsMasterKeyId: (value) => {
    if (!/^[\w/:-]{1,2048}$/.test(value)) throw invalidAttribute('KmsMasterKeyId');
  },
  KmsDataKeyReusePeriodSeconds: (value) =>
    checkNumber(value, 'KmsDataKeyReusePeriodSeconds', { min: 60, max: 86_400 }),
  SqsManagedSseEnabled: (value) => {
    if (!/^(true|false)$/.test(value)) throw invalidAttribute('SqsManagedSseEnabled');
  },
};

export const INITIAL_ATTRIBUTES: QueueAttributes = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, { initial }]) => [name, String(initial)])),
  SqsManagedSseEnabled: 'true',
};

/** Attributes that only FIFO queues have. */
export const FIFO_ATTRIBUTES = [
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
];

/** Refuses attributes that SQS refuses, and FIFO queues, which the sandbox does not model. */
export function checkAttributes(attributes: QueueAttributes): void {
  if (attributes.FifoQueue === 'true') {
    throw new SqsError('UnsupportedOperation', 'The sandbox has standard queues only, no FIFO queues.');
  }
  for (const [name, value] of Object.entries(attributes)) {
    const range = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
    const check = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
    if (range !== undefined) checkNumber(value, name, range);
    else if (check === undefined) throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    // An empty string removes the attribute.
    else if (value !== '') check(value);
  }
}

function checkNumber(
  value: string,
  name: string,
  range: { readonly min: number; readonly max: number },
): void {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= range.min && number <= range.max)) throw invalidAttribute(name);
}

const invalidAttribute = (name: string): SqsError =>
  new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

/** A numeric attribute's value. */
export function numberOf(attributes: QueueAttributes, name: keyof typeof NUMBERS): number {
  const value = Number(attributes[name]);
  if (Number.isNaN(value)) throw invalidParameterValue(`The queue has no number for ${name}.`);
  return value;
}
