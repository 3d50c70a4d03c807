import { randomUUID } from 'node:crypto';
import type { Operation } from '../../contract/operation.ts';
import { pageOf } from '../page.ts';
import { field, mapField } from '../query-input.ts';
import { requireTopic } from '../require-topic.ts';
import { checkEndpoint, checkSubscriptionAttributes } from '../subscription-input.ts';
import type { Subscription, TopicStore } from '../topic-store.ts';

/** Confirmed at once, whatever the protocol. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const subscribe =
  (topics: TopicStore): Operation =>
  ({ input, caller }) => {
    const topic = requireTopic(topics, field(input, 'TopicArn'));
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
    const { subscriptions } = requireTopic(topics, field(input, 'TopicArn'));
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
