import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Answer, AwsError, type Call, type Operation } from '../http/operation.ts';
import {
  countMembers,
  field,
  invalidParameter,
  mapField,
  messageAttributes,
  optionalField,
} from './query-input.ts';
import type { Publication, Subscription, Topic, TopicStore } from './topic-store.ts';

/** A message with its attributes may have so many bytes. */
const MAX_MESSAGE_BYTES = 262_144;

function topicOf(topics: TopicStore, arn: string): Topic {
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
    if (topics.get(arn) === undefined) {
      const attributes = new Map(Object.entries(mapField(input, 'Attributes')));
      topics.put({ arn, name, accountId, region, attributes, subscriptions: [] });
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

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const listTopics =
  (topics: TopicStore): Operation =>
  ({ caller, region }) => ({
    Topics: topics.list(caller.accountId, region).map(({ arn }) => ({ TopicArn: arn })),
  });

/** Confirmed at once, whatever the protocol. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const subscribe =
  (topics: TopicStore): Operation =>
  ({ input, caller }) => {
    const topic = topicOf(topics, field(input, 'TopicArn'));
    const protocol = field(input, 'Protocol');
    const endpoint = field(input, 'Endpoint');
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
      isRaw: mapField(input, 'Attributes').RawMessageDelivery === 'true',
    };
    topic.subscriptions.push(subscription);
    return { SubscriptionArn: subscription.arn };
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic =
  (topics: TopicStore): Operation =>
  ({ input }) => ({
    Subscriptions: topicOf(topics, field(input, 'TopicArn')).subscriptions.map(
      ({ arn, topicArn, ownerId, protocol, endpoint }) => ({
        SubscriptionArn: arn,
        Owner: ownerId,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn: topicArn,
      }),
    ),
  });

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
    const entries = countMembers(input, 'PublishBatchRequestEntries.member');
    if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch request is empty.');
    if (entries.length > 10) {
      throw new AwsError(
        'TooManyEntriesInBatchRequest',
        'The batch request contains more entries than permissible.',
      );
    }
    const successful: Answer[] = [];
    const failed: Answer[] = [];
    for (const number of entries) {
      const prefix = `PublishBatchRequestEntries.member.${number}.`;
      const Id = field(input, `${prefix}Id`);
      try {
        successful.push({ Id, MessageId: topics.publish(topic, publicationOf(input, prefix)).messageId });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful: successful, Failed: failed };
  };

function publicationOf(input: Call['input'], prefix = ''): Publication {
  const message = field(input, `${prefix}Message`);
  const subject = optionalField(input, `${prefix}Subject`);
  if (subject !== undefined && (subject.length === 0 || subject.length > 100 || /[\p{Cc}]/u.test(subject))) {
    throw invalidParameter('Subject');
  }
  if (Buffer.byteLength(message, 'utf8') > MAX_MESSAGE_BYTES) {
    throw invalidParameter(`Message too long: no more than ${MAX_MESSAGE_BYTES} bytes`);
  }
  const attributes = messageAttributes(input, prefix);
  if (optionalField(input, `${prefix}MessageStructure`) !== 'json') return { message, subject, attributes };
  const { default: ofOthers, ...messageByProtocol } = structuredMessage(message);
  return { message: ofOthers, messageByProtocol, subject, attributes };
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html */
function structuredMessage(json: string): Record<string, string> & { readonly default: string } {
  const parsed = v.safeParse(structure, parseJson(json));
  if (parsed.success) return parsed.output;
  throw invalidParameter('Message Structure - No default entry in JSON message body');
}

const structure = v.objectWithRest({ default: v.string() }, v.string());

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
}
