import * as v from 'valibot';
import { object } from '../shapes.ts';
import { invalidParameterValue, invalidValue, SqsError } from './errors.ts';

/** A queue's attributes as SQS keeps them: every value a string. */
export type QueueAttributes = Readonly<Record<string, string>>;

/**
 * Numbers a caller may set, and what holds until they do.
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

/** Kept and shown, but without effect in the sandbox, except for RedrivePolicy. */
const TEXTS = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

export const INITIAL_ATTRIBUTES: QueueAttributes = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, { initial }]) => [name, String(initial)])),
  SqsManagedSseEnabled: 'true',
};

/** Refuses attributes that SQS would refuse, and FIFO queues, which the sandbox does not model. */
export function checkAttributes(attributes: QueueAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'FifoQueue' || name === 'ContentBasedDeduplication') {
      throw new SqsError('UnsupportedOperation', 'The sandbox has standard queues only, no FIFO queues.');
    }
    const range = NUMBERS[name];
    if (range !== undefined) {
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= range.min && number <= range.max)) {
        throw new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
      }
    } else if (!TEXTS.has(name)) {
      throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
  }
  if (attributes.RedrivePolicy) parseRedrivePolicy(attributes.RedrivePolicy);
}

/** A numeric attribute's value. */
export function numberOf(attributes: QueueAttributes, name: keyof typeof NUMBERS): number {
  const value = Number(attributes[name]);
  if (Number.isNaN(value)) throw invalidParameterValue(`The queue has no number for ${name}.`);
  return value;
}

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** 1 to 1000. */
  readonly maxReceiveCount: number;
}

const redrivePolicySchema = object({
  deadLetterTargetArn: v.pipe(v.string(), v.regex(/^arn:[^:]+:sqs:[^:]+:\d{12}:[\w-]+$/)),
  maxReceiveCount: v.pipe(v.unknown(), v.toNumber(), v.safeInteger(), v.minValue(1), v.maxValue(1000)),
});

export function parseRedrivePolicy(text: string): RedrivePolicy {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalidValue(text, 'RedrivePolicy', 'Redrive policy is not a valid JSON map.');
  }
  const policy = v.safeParse(redrivePolicySchema, json);
  if (!policy.success) {
    const field = v.getDotPath(policy.issues[0]) ?? 'policy';
    throw invalidValue(text, 'RedrivePolicy', `Invalid value for ${field}.`);
  }
  return policy.output;
}
