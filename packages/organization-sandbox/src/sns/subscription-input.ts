import { AwsError } from '../contract/aws-error.ts';
import { isJsonObjectText, parseJsonObject } from '../contract/json.ts';
import { invalidParameter } from './query-input.ts';

const arnOf = (service: string, resource: string) =>
  new RegExp(`^arn:[^:]+:${service}:[a-z0-9-]+:\\d{12}:${resource}$`);

/** The form of the endpoint of each protocol, and the message of SNS for other endpoints. */
const PROTOCOLS: ReadonlyMap<string, readonly [endpoint: RegExp, refusal: string]> = new Map([
  ['http', [/^http:\/\/\S+$/, 'Endpoint must match the specified protocol']],
  ['https', [/^https:\/\/\S+$/, 'Endpoint must match the specified protocol']],
  ['email', [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Email address']],
  ['email-json', [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Email address']],
  ['sms', [/^\+?[1-9]\d{4,14}$/, 'Endpoint Reason: Invalid SMS endpoint']],
  ['sqs', [arnOf('sqs', '[\\w-]{1,80}'), 'SQS endpoint ARN']],
  ['lambda', [arnOf('lambda', 'function:[\\w-]+(:[\\w$-]+)?'), 'Lambda endpoint ARN']],
  ['application', [arnOf('sns', 'endpoint/.+'), 'Application endpoint arn invalid']],
  ['firehose', [arnOf('firehose', 'deliverystream/[\\w.-]+'), 'Firehose endpoint ARN']],
]);

const RAW_PROTOCOLS = new Set(['sqs', 'http', 'https', 'firehose']);

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export function checkEndpoint(protocol: string, endpoint: string): void {
  const known = PROTOCOLS.get(protocol);
  if (known === undefined) {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  const [pattern, refusal] = known;
  if (!pattern.test(endpoint)) throw invalidParameter(`${refusal}: ${endpoint}`);
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export function checkSubscriptionAttributes(
  protocol: string,
  attributes: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    const check = CHECKS.get(name);
    if (check === undefined) throw invalidParameter(`Attributes Reason: Unknown attribute: ${name}`);
    check(value, protocol);
  }
  if (protocol === 'firehose' && attributes.SubscriptionRoleArn === undefined) {
    throw invalidParameter('Attributes Reason: SubscriptionRoleArn: a firehose subscription needs a role');
  }
}

type Check = (value: string, protocol: string) => void;

const invalid = (name: string, value: string, expected: string) =>
  invalidParameter(`Attributes Reason: ${name}: Invalid value [${value}]. ${expected}`);

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  [
    'RawMessageDelivery',
    (value, protocol) => {
      if (!/^(true|false)$/i.test(value)) {
        throw invalid('RawMessageDelivery', value, 'Must be true or false.');
      }
      if (value.toLowerCase() === 'true' && !RAW_PROTOCOLS.has(protocol)) {
        throw invalid('RawMessageDelivery', value, `Delivery protocol [${protocol}] does not support it.`);
      }
    },
  ],
  ['FilterPolicy', checkFilterPolicy],
  [
    'FilterPolicyScope',
    (value) => {
      if (/^(MessageAttributes|MessageBody)$/.test(value)) return;
      throw invalid('FilterPolicyScope', value, 'Must be MessageAttributes or MessageBody.');
    },
  ],
  [
    'DeliveryPolicy',
    (value, protocol) => {
      if (isJsonObjectText(value) && protocol.startsWith('http')) return;
      throw invalid('DeliveryPolicy', value, 'Must be a JSON object, of an HTTP or HTTPS subscription.');
    },
  ],
  [
    'RedrivePolicy',
    (value) => {
      const { deadLetterTargetArn } = parseJsonObject(value) ?? {};
      if (typeof deadLetterTargetArn === 'string' && arnOf('sqs', '[\\w-]{1,80}').test(deadLetterTargetArn))
        return;
      throw invalid('RedrivePolicy', value, 'deadLetterTargetArn must be the ARN of a queue.');
    },
  ],
  [
    'SubscriptionRoleArn',
    (value) => {
      if (/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(value)) return;
      throw invalid('SubscriptionRoleArn', value, 'Must be the ARN of a role.');
    },
  ],
]);

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_FILTER_KEYS = 5;

/** The sandbox does not filter: it refuses filter policies, except one that matches everything. */
function checkFilterPolicy(value: string): void {
  const policy = parseJsonObject(value);
  if (policy === undefined) throw invalidParameter('Attributes Reason: FilterPolicy: failed to parse JSON.');
  const keys = Object.keys(policy).length;
  if (keys > MAX_FILTER_KEYS) {
    throw new AwsError(
      'FilterPolicyLimitExceeded',
      `Invalid parameter: Attributes Reason: FilterPolicy: Filter policy can not have more than ${MAX_FILTER_KEYS} keys`,
      403,
    );
  }
  if (keys > 0) throw invalidParameter('Attributes Reason: FilterPolicy: The sandbox does not filter.');
}
