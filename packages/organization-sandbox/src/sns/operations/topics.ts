import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import { violationsOf } from '../../contract/constraints.ts';
import type { Call, Operation } from '../../contract/operation.ts';
import { MAX_TAGS, queryTags, tagList } from '../../contract/tags.ts';
import { pageOf } from '../page.ts';
import { field, invalidParameter, mapField } from '../query-input.ts';
import { checkTopicAttributes } from '../topic-attributes.ts';
import type { TopicStore } from '../topic-store.ts';

/** Idempotent by name. https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const createTopic =
  (topics: TopicStore): Operation =>
  ({ input, caller, region }) => {
    const name = field(input, 'Name');
    if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    const { accountId } = caller;
    const arn = `arn:${caller.arn.split(':')[1]}:sns:${region}:${accountId}:${name}`;
    const attributes = mapField(input, 'Attributes');
    checkTopicAttributes(attributes);
    checkTags(input);
    const existing = topics.get(arn);
    if (existing === undefined) {
      const stored = new Map(Object.entries(attributes));
      topics.put({ arn, name, accountId, region, attributes: stored, subscriptions: [] });
    } else if (Object.entries(attributes).some(([key, value]) => existing.attributes.get(key) !== value)) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
    return { TopicArn: arn };
  };

function checkTags(input: Call['input']): void {
  const { Tags } = queryTags(input);
  if (Array.isArray(Tags) && Tags.length > MAX_TAGS) {
    throw new AwsError('TagLimitExceeded', `Could not complete request: tag quota of ${MAX_TAGS} exceeded`);
  }
  const parsed = v.safeParse(tagList, Tags);
  if (parsed.success) return;
  const [violation] = violationsOf(parsed.issues);
  throw invalidParameter(`Tags Reason: ${violation?.member}: ${violation?.constraint}`);
}

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export const deleteTopic =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    topics.delete(field(input, 'TopicArn'));
    return {};
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const listTopics =
  (topics: TopicStore): Operation =>
  ({ input, caller, region }) => {
    const { items, next } = pageOf(topics.list(caller.accountId, region), input);
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
  };
