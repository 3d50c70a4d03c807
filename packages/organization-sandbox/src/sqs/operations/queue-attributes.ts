import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import { object, record } from '../../contract/shapes.ts';
import { checkAttributes, FIFO_ATTRIBUTES } from '../attributes.ts';
import { checkRedriveTarget, queueOfUrl, type SqsContext } from '../context.ts';
import { missingParameter, SqsError } from '../errors.ts';
import { parseInput, queueUrlEntries } from '../input.ts';
import type { Queue } from '../queue.ts';

const getInput = object({ ...queueUrlEntries, AttributeNames: v.optional(v.array(v.string())) });
const setInput = object({ ...queueUrlEntries, Attributes: record(v.string()) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const getQueueAttributes =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, AttributeNames: names = [] } = parseInput(getInput, call);
    const all = shownAttributes(queueOfUrl(context, call, QueueUrl));
    if (names.includes('All')) return { Attributes: all };
    const unknown = names.find((name) => !Object.hasOwn(all, name) && !OPTIONAL.has(name));
    if (unknown !== undefined) throw new SqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const chosen = Object.entries(all).filter(([name]) => names.includes(name));
    return chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {};
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const setQueueAttributes =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, Attributes } = parseInput(setInput, call);
    const queue = queueOfUrl(context, call, QueueUrl);
    if (Object.keys(Attributes).length === 0) throw missingParameter('Attributes');
    checkAttributes(Attributes);
    checkRedriveTarget(context, queue.id, Attributes);
    queue.setAttributes(Attributes);
    return {};
  };

/** Attributes that a queue may lack: a request for them is not an error. */
const OPTIONAL = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  ...FIFO_ATTRIBUTES,
]);

function shownAttributes(queue: Queue): Record<string, string> {
  const counts = queue.counts();
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: epochSeconds(queue.createdAt),
    LastModifiedTimestamp: epochSeconds(queue.modifiedAt),
    ...queue.attributes,
  };
}

const epochSeconds = (date: Date): string => String(Math.floor(date.getTime() / 1000));
