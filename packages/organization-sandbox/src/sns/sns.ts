import type { Clock } from '../clock.ts';
import type { Service } from '../contract/operation.ts';
import { publish, publishBatch } from './operations/publish.ts';
import { listSubscriptionsByTopic, subscribe } from './operations/subscriptions.ts';
import { getTopicAttributes, setTopicAttributes } from './operations/topic-attributes.ts';
import { createTopic, deleteTopic, listTopics } from './operations/topics.ts';
import { unsubscribe } from './operations/unsubscribe.ts';
import { type PublishedMessage, type SendToQueue, TopicStore } from './topic-store.ts';

/** SNS of every account and Region of the sandbox: standard topics that deliver to queues. */
export interface Sns {
  readonly service: Service;
  /** Publishes to a topic, by ARN, as another AWS service would. */
  publish(topicArn: string, message: string): { readonly type: 'published' } | { readonly type: 'no-topic' };
  /** Everything published so far, the oldest first. */
  published(): readonly PublishedMessage[];
}

export interface SnsOptions {
  readonly clock: Clock;
  /** `sqs.send`. */
  readonly sendToQueue: SendToQueue;
}

export function createSns({ clock, sendToQueue }: SnsOptions): Sns {
  const topics = new TopicStore(clock, sendToQueue);
  return {
    publish: (topicArn, message) => {
      const topic = topics.get(topicArn);
      if (topic === undefined) return { type: 'no-topic' };
      topics.publish(topic, { message });
      return { type: 'published' };
    },
    published: () => topics.published,
    service: {
      name: 'sns',
      operations: {
        CreateTopic: createTopic(topics),
        DeleteTopic: deleteTopic(topics),
        ListTopics: listTopics(topics),
        SetTopicAttributes: setTopicAttributes(topics),
        GetTopicAttributes: getTopicAttributes(topics),
        Unsubscribe: unsubscribe(topics),
        Subscribe: subscribe(topics),
        ListSubscriptionsByTopic: listSubscriptionsByTopic(topics),
        Publish: publish(topics),
        PublishBatch: publishBatch(topics),
      },
    },
  };
}
