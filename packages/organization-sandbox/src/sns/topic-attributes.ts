import { isJsonObjectText } from '../contract/json.ts';
import { invalidParameter } from './query-input.ts';

type Check = (value: string) => boolean;

const isRole: Check = (value) => /^arn:[^:]+:iam::\d{12}:role\/.+$/.test(value);
const isPercentage: Check = (value) => /^\d{1,3}$/.test(value) && Number(value) <= 100;

/** Delivery logs of one protocol. */
const feedback = (protocol: string): [string, Check][] => [
  [`${protocol}SuccessFeedbackRoleArn`, isRole],
  [`${protocol}FailureFeedbackRoleArn`, isRole],
  [`${protocol}SuccessFeedbackSampleRate`, isPercentage],
];

/**
 * The attributes of a topic, with the checks of SNS. All are stored, but have no effect in the sandbox.
 * https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['DeliveryPolicy', isJsonObjectText],
  ['DisplayName', (value) => value.length <= 100],
  ['Policy', isJsonObjectText],
  ['SignatureVersion', (value) => /^[12]$/.test(value)],
  ['TracingConfig', (value) => /^(Active|PassThrough)$/.test(value)],
  ['KmsMasterKeyId', (value) => /^[\w/:-]{1,2048}$/.test(value)],
  ...['HTTP', 'Firehose', 'Lambda', 'Application', 'SQS'].flatMap(feedback),
]);

/** Refuses attributes that SNS refuses, and FIFO topics, which the sandbox does not model. */
export function checkTopicAttributes(attributes: Readonly<Record<string, string>>): void {
  if (attributes.FifoTopic === 'true') {
    throw invalidParameter('Attributes Reason: FifoTopic: The sandbox has standard topics only.');
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'FifoTopic' && value === 'false') continue;
    const isAllowed = CHECKS.get(name);
    if (isAllowed === undefined) throw invalidParameter(`Attributes Reason: Unknown attribute ${name}`);
    if (!isAllowed(value)) throw invalidParameter(`Attributes Reason: ${name}: Invalid value [${value}].`);
  }
}
