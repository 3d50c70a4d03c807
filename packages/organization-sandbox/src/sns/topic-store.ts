import { randomUUID } from 'node:crypto';
import { BoundedList } from '../bounded-list.ts';
import type { Clock } from '../clock.ts';
import type { MessageAttributes } from '../sqs/message.ts';

/** The newest messages that are kept. */
const MAX_PUBLISHED_MESSAGES = 100_000;

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly attributes: Map<string, string>;
  readonly subscriptions: Subscription[];
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly ownerId: string;
  readonly protocol: string;
  /** The ARN of a queue, or the address of another protocol. */
  readonly endpoint: string;
  /** The queue gets the message without SNS's envelope. */
  readonly isRaw: boolean;
}

/** A message that was published, as the control plane returns it. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly messageByProtocol: MessageByProtocol;
  readonly attributes: MessageAttributes;
  readonly publishedAt: Date;
}

/** The message for subscribers of a protocol, if MessageStructure is `json`. */
export type MessageByProtocol = Readonly<Record<string, string>>;

/** A message to be published. */
export interface Publication {
  readonly message: string;
  readonly messageByProtocol?: MessageByProtocol;
  readonly subject?: string | undefined;
  readonly attributes?: MessageAttributes;
}

export type SendToQueue = (queueArn: string, body: string, attributes?: MessageAttributes) => unknown;

/** All topics, and the messages published to them. Only queues get deliveries; for other protocols, such as e-mail, see `published`. */
export class TopicStore {
  readonly #clock: Clock;
  readonly #sendToQueue: SendToQueue;
  readonly #topics = new Map<string, Topic>();
  readonly #published = new BoundedList<PublishedMessage>(MAX_PUBLISHED_MESSAGES);

  constructor(clock: Clock, sendToQueue: SendToQueue) {
    this.#clock = clock;
    this.#sendToQueue = sendToQueue;
  }

  get(arn: string): Topic | undefined {
    return this.#topics.get(arn);
  }

  list(accountId: string, region: string): Topic[] {
    return [...this.#topics.values()].filter(
      (topic) => topic.accountId === accountId && topic.region === region,
    );
  }

  put(topic: Topic): void {
    this.#topics.set(topic.arn, topic);
  }

  delete(arn: string): void {
    this.#topics.delete(arn);
  }

  get published(): readonly PublishedMessage[] {
    return this.#published.all();
  }

  publish(topic: Topic, publication: Publication): PublishedMessage {
    const { message, messageByProtocol = {}, subject, attributes = {} } = publication;
    const published: PublishedMessage = {
      messageId: randomUUID(),
      topicArn: topic.arn,
      subject,
      message,
      messageByProtocol,
      attributes,
      publishedAt: this.#clock.now(),
    };
    this.#published.add(published);
    for (const subscription of topic.subscriptions) {
      if (subscription.protocol !== 'sqs') continue;
      const toQueues = messageByProtocol.sqs ?? message;
      if (subscription.isRaw) this.#sendToQueue(subscription.endpoint, toQueues, attributes);
      else {
        const envelope = envelopeOf({ ...published, message: toQueues });
        this.#sendToQueue(subscription.endpoint, JSON.stringify(envelope));
      }
    }
    return published;
  }
}

/**
 * The message for a queue whose subscription is not raw. It has no signature, which could not be verified.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
const envelopeOf = (published: PublishedMessage) => ({
  Type: 'Notification',
  MessageId: published.messageId,
  TopicArn: published.topicArn,
  ...(published.subject !== undefined && { Subject: published.subject }),
  Message: published.message,
  Timestamp: published.publishedAt.toISOString(),
  ...(Object.keys(published.attributes).length > 0 && {
    MessageAttributes: Object.fromEntries(
      Object.entries(published.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        { Type: DataType, Value: StringValue ?? BinaryValue },
      ]),
    ),
  }),
});
