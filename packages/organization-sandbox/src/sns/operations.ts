import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { violationsOf } from '../contract/constraints.ts';
import type { Answer, Call, Operation } from '../contract/operation.ts';
import { MAX_TAGS, queryTags, tagList } from '../contract/tags.ts';
import { MAX_MESSAGE_BYTES, publicationOf, sizeOf } from './publication.ts';
import {
  countMembers,
  field,
  invalidParameter,
  mapField,
  messageAttributes,
  optionalField,
} from './query-input.ts';
import { checkEndpoint, checkSubscriptionAttributes } from './subscription-input.ts';
import { checkTopicAttributes } from './topic-attributes.ts';
import type { Subscription, Topic, TopicStore } from './topic-store.ts';

function topicOf(topics: TopicStore, arn: string): Topic {
  const parts = arn.split(':').length;
  if (parts < 6) {
    throw invalidParameter(`TopicArn Reason: An ARN must have at least 6 elements, not ${parts}`);
  }
  const topic = topics.get(arn);
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return topic;
}

/** Idempotent by name. https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const createTopic =
  (topics: TopicStore): Operation =>
  ({ input, caller, region }) => {
    const name = field(input, 'Name');
    if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    const { accountId } = caller;
    const arn = `arn:${caller.arn.split(':')[1]}:sns:${region}:${accountId}:${name}`;
    const given = mapField(input, 'Attributes');
    checkTopicAttributes(given);
    checkTags(input);
    const existing = topics.get(arn);
    if (existing === undefined) {
      const attributes = new Map(Object.entries(given));
      topics.put({ arn, name, accountId, region, attributes, subscriptions: [] });
    } else if (Object.entries(given).some(([key, value]) => existing.attributes.get(key) !== value)) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
    return { TopicArn: arn };
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export const deleteTopic =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    topics.delete(field(input, 'TopicArn'));
    return {};
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

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const listTopics =
  (topics: TopicStore): Operation =>
  ({ input, caller, region }) => {
    const { items, next } = pageOf(topics.list(caller.accountId, region), input);
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
  };

/** Pages of 100. */
const PAGE_SIZE = 100;

function pageOf<Item>(items: readonly Item[], input: Call['input']) {
  const token = optionalField(input, 'NextToken') ?? '0';
  if (!/^\d{1,9}$/.test(token)) throw invalidParameter('NextToken');
  const end = Number(token) + PAGE_SIZE;
  return {
    items: items.slice(Number(token), end),
    next: end < items.length ? { NextToken: String(end) } : {},
  };
}

/** Confirmed at once, whatever the protocol. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const subscribe =
  (topics: TopicStore): Operation =>
  ({ input, caller }) => {
    const topic = topicOf(topics, field(input, 'TopicArn'));
    const protocol = field(input, 'Protocol');
    const endpoint = field(input, 'Endpoint');
    checkEndpoint(protocol, endpoint);
    const attributes = mapField(input, 'Attributes');
    checkSubscriptionAttributes(protocol, attributes);
    const known = topic.subscriptions.find(
      (other) => other.protocol === protocol && other.endpoint === endpoint,
    );
    if (known !== undefined) return { SubscriptionArn: known.arn };
    const subscription: Subscription = {
      arn: `${topic.arn}:${randomUUID()}`,
      topicArn: topic.arn,
      ownerId: caller.accountId,
      protocol,
      endpoint,
      isRaw: attributes.RawMessageDelivery?.toLowerCase() === 'true',
    };
    topic.subscriptions.push(subscription);
    return { SubscriptionArn: subscription.arn };
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const { subscriptions } = topicOf(topics, field(input, 'TopicArn'));
    const { items, next } = pageOf(subscriptions, input);
    return {
      Subscriptions: items.map(({ arn, topicArn, ownerId, protocol, endpoint }) => ({
        SubscriptionArn: arn,
        Owner: ownerId,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn: topicArn,
      })),
      ...next,
    };
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const publish =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const arn = optionalField(input, 'TopicArn') ?? optionalField(input, 'TargetArn');
    if (arn === undefined)
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    const topic = topicOf(topics, arn);
    return { MessageId: topics.publish(topic, publicationOf(input)).messageId };
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const publishBatch =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const topic = topicOf(topics, field(input, 'TopicArn'));
    const entries = countMembers(input, 'PublishBatchRequestEntries.member').map((number) => {
      const prefix = `PublishBatchRequestEntries.member.${number}.`;
      return { prefix, Id: field(input, `${prefix}Id`) };
    });
    checkBatch(entries.map(({ Id }) => Id));
    checkBatchSize(input, entries);
    const successful: Answer[] = [];
    const failed: Answer[] = [];
    for (const { Id, prefix } of entries) {
      try {
        successful.push({ Id, MessageId: topics.publish(topic, publicationOf(input, prefix)).messageId });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful: successful, Failed: failed };
  };

/** The batch as a whole is refused only for its shape. */
function checkBatch(ids: readonly string[]): void {
  if (ids.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch request is empty.');
  if (ids.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    );
  }
  const invalid = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (invalid !== undefined) {
    throw new AwsError(
      'InvalidBatchEntryId',
      `The Id of a batch entry in a batch request doesn't abide by the specification: ${invalid}`,
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) {
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      `Two or more batch entries in the request have the same Id: ${repeated}`,
    );
  }
}

function checkBatchSize(input: Call['input'], entries: readonly { readonly prefix: string }[]): void {
  const bytes = entries.reduce((sum, { prefix }) => {
    const message = optionalField(input, `${prefix}Message`) ?? '';
    return sum + sizeOf({ message, attributes: messageAttributes(input, prefix) });
  }, 0);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'BatchRequestTooLong',
      `The length of all the batch messages put together is more than the limit of ${MAX_MESSAGE_BYTES} bytes: ${bytes}`,
    );
  }
}
