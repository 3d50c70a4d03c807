import * as v from 'valibot';
import { parseJsonObject } from '../contract/json.ts';
import { strictObject } from '../contract/shapes.ts';
import { invalidValue } from './errors.ts';

/** Moves messages that were received too often to a dead-letter queue. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** 1 to 1000. */
  readonly maxReceiveCount: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export function parseRedrivePolicy(text: string): RedrivePolicy {
  const refused = (reason: string) => invalidValue(text, 'RedrivePolicy', reason);
  const policy = parseJsonObject(text);
  if (policy === undefined) throw refused('Redrive policy is not a valid JSON map.');
  for (const name of ['deadLetterTargetArn', 'maxReceiveCount']) {
    if (policy[name] === undefined) {
      throw refused(`Redrive policy does not contain mandatory attribute: ${name}.`);
    }
  }
  const { deadLetterTargetArn, maxReceiveCount, ...others } = policy;
  if (Object.keys(others).length > 0) {
    throw refused('Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].');
  }
  if (typeof deadLetterTargetArn !== 'string' || !QUEUE_ARN.test(deadLetterTargetArn)) {
    throw refused('Invalid value for deadLetterTargetArn.');
  }
  // Old clients write the number as a string.
  const digits = typeof maxReceiveCount === 'number' ? String(maxReceiveCount) : maxReceiveCount;
  const count = typeof digits === 'string' && /^\d{1,4}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!(count >= 1 && count <= 1000)) {
    throw refused(
      `Invalid value for maxReceiveCount: ${JSON.stringify(maxReceiveCount)}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

const QUEUE_ARN = /^arn:[^:]+:sqs:[^:]+:\d{12}:[\w-]{1,80}$/;

const redriveAllowPolicy = v.union([
  strictObject({ redrivePermission: v.picklist(['allowAll', 'denyAll']) }),
  strictObject({
    redrivePermission: v.literal('byQueue'),
    sourceQueueArns: v.pipe(v.array(v.pipe(v.string(), v.regex(QUEUE_ARN))), v.minLength(1), v.maxLength(10)),
  }),
]);

/** Which queues may use this one as their dead-letter queue: under `byQueue` those that are listed, at most 10. */
export function parseRedriveAllowPolicy(text: string): v.InferOutput<typeof redriveAllowPolicy> {
  const policy = v.safeParse(redriveAllowPolicy, parseJsonObject(text));
  if (policy.success) return policy.output;
  throw invalidValue(
    text,
    'RedriveAllowPolicy',
    'Expected redrivePermission to be one of allowAll, denyAll and byQueue, and with byQueue 1 to 10 sourceQueueArns.',
  );
}

/**
 * Whether a queue may name the one with this policy as its dead-letter queue; without a policy all may.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export function allowsSource(redriveAllowPolicyText: string | undefined, sourceArn: string): boolean {
  if (!redriveAllowPolicyText) return true;
  const policy = parseRedriveAllowPolicy(redriveAllowPolicyText);
  if (policy.redrivePermission === 'byQueue') return policy.sourceQueueArns.includes(sourceArn);
  return policy.redrivePermission === 'allowAll';
}
