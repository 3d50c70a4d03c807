import type { Operation } from '../../contract/operation.ts';
import { field, optionalField } from '../query-input.ts';
import { requireTopic } from '../require-topic.ts';
import { checkTopicAttributes } from '../topic-attributes.ts';
import type { TopicStore } from '../topic-store.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const setTopicAttributes =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const { attributes } = requireTopic(topics, field(input, 'TopicArn'));
    const name = field(input, 'AttributeName');
    const value = optionalField(input, 'AttributeValue') ?? '';
    checkTopicAttributes({ [name]: value });
    attributes.set(name, value);
    return {};
  };

/** The attributes that were set, beside those that every topic has. */
export const getTopicAttributes =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const { arn, accountId, attributes, subscriptions } = requireTopic(topics, field(input, 'TopicArn'));
    const always = {
      TopicArn: arn,
      Owner: accountId,
      SubscriptionsConfirmed: String(subscriptions.length),
    };
    return { Attributes: new Map([...Object.entries(always), ...attributes]) };
  };
