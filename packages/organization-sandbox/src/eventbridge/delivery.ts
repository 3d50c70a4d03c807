import type { MessageAttributes } from '../sqs/message.ts';
import type { SendOutcome } from '../sqs/queue-store.ts';
import { parseArn } from './arn.ts';
import type { EventBus, Rule } from './bus.ts';
import type { EventBridgeEvent } from './event.ts';
import { inputOf, valueAt } from './target-input.ts';
import type { Target } from './target-schema.ts';

/** Sends a message to a queue, by ARN. */
export type DeliverToQueue = (
  queueArn: string,
  body: string,
  attributes?: MessageAttributes,
  messageGroupId?: string,
) => SendOutcome;

export type PublishOutcome = { readonly type: 'published' } | { readonly type: 'no-topic' };

/** Why an event was not delivered. EventBridge does not retry these errors. */
export type DeliveryError =
  | 'NO_RESOURCE'
  | 'NO_PERMISSIONS'
  | 'THIRD_ACCOUNT_HOP_DETECTED'
  | 'THIRD_REGION_HOP_DETECTED';

export type Delivery =
  | { readonly type: 'delivered' }
  | { readonly type: 'failed'; readonly error: DeliveryError };

/** An event on its way from a bus, whose rule it matched, to a target. */
export interface MatchedEvent {
  readonly bus: EventBus;
  readonly rule: Rule;
  readonly event: EventBridgeEvent;
  /** When the bus received it. */
  readonly receivedAt: Date;
}

export interface DeliveryPorts {
  readonly deliverToQueue: DeliverToQueue;
  readonly publishToTopic: (topicArn: string, message: string) => PublishOutcome;
  readonly forwardToBus: (target: Target, event: EventBridgeEvent, from: EventBus) => Delivery;
}

const DELIVERED: Delivery = { type: 'delivered' };
const NO_RESOURCE: Delivery = { type: 'failed', error: 'NO_RESOURCE' };

/**
 * Delivers an event to a target. An event that cannot be delivered goes to the target's dead-letter queue, with the reason
 * in message attributes; without such a queue it is lost.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function deliver(ports: DeliveryPorts, matched: MatchedEvent, target: Target): void {
  const { rule, event } = matched;
  const delivery = attempt(ports, matched, target);
  const deadLetterArn = target.DeadLetterConfig?.Arn;
  if (delivery.type === 'delivered' || deadLetterArn === undefined) return;
  ports.deliverToQueue(deadLetterArn, JSON.stringify(event), {
    RULE_ARN: text(rule.arn),
    TARGET_ARN: text(target.Arn),
    ERROR_CODE: text(delivery.error),
    ERROR_MESSAGE: text(ERROR_MESSAGES[delivery.error]),
  });
}

function attempt(ports: DeliveryPorts, matched: MatchedEvent, target: Target): Delivery {
  const { bus, rule, event, receivedAt } = matched;
  switch (parseArn(target.Arn)?.service) {
    case 'sqs': {
      const group = target.SqsParameters?.MessageGroupId;
      const body = inputOf(target, rule, event, receivedAt);
      const sent = ports.deliverToQueue(target.Arn, body, {}, group && groupOf(group, event));
      return sent.type === 'sent' ? DELIVERED : NO_RESOURCE;
    }
    case 'sns':
      return ports.publishToTopic(target.Arn, inputOf(target, rule, event, receivedAt)).type === 'published'
        ? DELIVERED
        : NO_RESOURCE;
    case 'events':
      return ports.forwardToBus(target, event, bus);
    default:
      return NO_RESOURCE;
  }
}

/** A message group is a constant or a path into the event. */
const groupOf = (group: string, event: EventBridgeEvent): string =>
  group.startsWith('$.') ? String(valueAt(event, group) ?? '') : group;

const text = (value: string) => ({ DataType: 'String', StringValue: value });

const ERROR_MESSAGES: Readonly<Record<DeliveryError, string>> = {
  NO_RESOURCE: 'The target does not exist.',
  NO_PERMISSIONS:
    'The policy of the target event bus, or a policy on the role of the target, does not allow events:PutEvents.',
  THIRD_ACCOUNT_HOP_DETECTED: 'An event received from another account cannot be sent on to a third one.',
  THIRD_REGION_HOP_DETECTED: 'An event received from another Region cannot be sent on to a third one.',
};
