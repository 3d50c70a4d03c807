import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import { object, record } from '../../contract/shapes.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { missingParameter } from '../errors.ts';
import { parseInput, queueUrlEntries, queueUrlInput } from '../input.ts';
import { checkTagKey, checkTags } from '../tag-checks.ts';

const tagInput = object({ ...queueUrlEntries, Tags: record(v.string()) });
const untagInput = object({ ...queueUrlEntries, TagKeys: v.array(v.string()) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export const tagQueue =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, Tags } = parseInput(tagInput, call);
    const { id, tags } = queueOfUrl(context, call, QueueUrl);
    if (Object.keys(Tags).length === 0) throw missingParameter('Tags');
    checkTags(id.name, tags, Tags);
    for (const [key, value] of Object.entries(Tags)) tags.set(key, value);
    return {};
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export const untagQueue =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, TagKeys } = parseInput(untagInput, call);
    const { tags } = queueOfUrl(context, call, QueueUrl);
    if (TagKeys.length === 0) throw missingParameter('TagKeys');
    for (const key of TagKeys) checkTagKey(key);
    for (const key of TagKeys) tags.delete(key);
    return {};
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export const listQueueTags =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl } = parseInput(queueUrlInput, call);
    const { tags } = queueOfUrl(context, call, QueueUrl);
    return tags.size > 0 ? { Tags: Object.fromEntries(tags) } : {};
  };
