import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { INITIAL_ATTRIBUTES, numberOf, type QueueAttributes } from './attributes.ts';
import type { Draft, Message } from './message.ts';
import { createReceiptHandle } from './receipt-handle.ts';
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts';

export interface QueueId {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}

export const queueArn = ({ partition, region, accountId, name }: QueueId): string =>
  `arn:${partition}:sqs:${region}:${accountId}:${name}`;

export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/**
 * A standard queue: at-least-once delivery, visibility timeout, delay and redrive to a dead-letter queue. Messages are
 * received in the order in which they became visible. SQS does not guarantee that, but it makes tests repeatable.
 */
export class Queue {
  readonly id: QueueId;
  readonly arn: string;
  readonly createdAt: Date;
  modifiedAt: Date;
  purgedAt: Date | undefined;
  readonly tags = new Map<string, string>();
  #attributes: QueueAttributes;
  readonly #clock: Clock;
  readonly #findQueue: (arn: string) => Queue | undefined;
  readonly #messages = new Map<string, Message>();
  readonly #visible = new Map<string, Message>();
  #delayed = 0;
  readonly #arrivalListeners = new Set<() => void>();

  constructor(
    id: QueueId,
    attributes: QueueAttributes,
    clock: Clock,
    findQueue: (arn: string) => Queue | undefined,
  ) {
    this.id = id;
    this.arn = queueArn(id);
    this.createdAt = clock.now();
    this.modifiedAt = this.createdAt;
    this.#attributes = { ...INITIAL_ATTRIBUTES, ...attributes };
    this.#clock = clock;
    this.#findQueue = findQueue;
  }

  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  /** Sets attributes. As in SQS, an empty string removes an attribute. */
  setAttributes(changes: QueueAttributes): void {
    const merged = Object.entries({ ...this.#attributes, ...changes });
    this.#attributes = Object.fromEntries(merged.filter(([, value]) => value !== ''));
    this.modifiedAt = this.#clock.now();
  }

  redrivePolicy(): RedrivePolicy | undefined {
    const text = this.#attributes.RedrivePolicy;
    return text === undefined ? undefined : parseRedrivePolicy(text);
  }

  counts(): MessageCounts {
    return {
      visible: this.#visible.size,
      inFlight: this.#messages.size - this.#visible.size - this.#delayed,
      delayed: this.#delayed,
    };
  }

  /** All messages, whatever their state. */
  messages(): readonly Message[] {
    return [...this.#messages.values()];
  }

  send(draft: Draft): Message {
    const { body, attributes, senderId, messageGroupId, traceHeader } = draft;
    const { delaySeconds = numberOf(this.#attributes, 'DelaySeconds') } = draft;
    const message: Message = {
      body,
      attributes,
      senderId,
      messageGroupId,
      traceHeader,
      id: randomUUID(),
      sentAt: this.#clock.now(),
      receiveCount: 0,
      state: { type: 'visible' },
    };
    this.#messages.set(message.id, message);
    if (delaySeconds > 0) {
      const timer = this.#clock.setTimer(this.#secondsFromNow(delaySeconds), () => {
        this.#delayed -= 1;
        this.#show(message);
      });
      message.state = { type: 'delayed', timer };
      this.#delayed += 1;
    } else {
      this.#show(message);
    }
    return message;
  }

  /**
   * Receives up to `limit` visible messages and hides them for the visibility timeout in seconds. A message that was
   * received `maxReceiveCount` times already goes to the dead-letter queue instead; one past the retention period is
   * dropped. The returned copies do not change with the messages.
   */
  receive(
    limit: number,
    visibilityTimeout = numberOf(this.#attributes, 'VisibilityTimeout'),
  ): Readonly<Message>[] {
    const now = this.#clock.now();
    const received: Message[] = [];
    for (const message of this.#visible.values()) {
      if (received.length === limit) break;
      if (this.#isPastRetention(message, now)) this.#remove(message);
      else if (!this.#moveToDeadLetterQueue(message))
        received.push(this.#hand(message, now, visibilityTimeout));
    }
    const asReceived = received.map((message) => ({ ...message }));
    // With a timeout of 0 they stay visible, but only after the loop, which would receive them again.
    if (visibilityTimeout === 0) for (const message of received) this.#show(message);
    return asReceived;
  }

  /** The next message to be received. */
  firstVisible(): Message | undefined {
    return this.#visible.values().next().value;
  }

  /** The current state of a message, if it is still in the queue. */
  find(messageId: string): Message | undefined {
    return this.#messages.get(messageId);
  }

  delete(message: Message): void {
    this.#remove(message);
  }

  /** Hides an in-flight message for that many seconds from now; 0 makes it visible at once. */
  changeVisibility(message: Message, seconds: number): void {
    if (message.state.type !== 'in-flight') return;
    message.state.timer.cancel();
    if (seconds === 0) this.#show(message);
    else this.#hide(message, message.state.receivedAt, seconds);
  }

  purge(): void {
    this.purgedAt = this.#clock.now();
    for (const message of this.#messages.values()) this.#remove(message);
  }

  /** The number of listeners for visible messages. */
  get waiting(): number {
    return this.#arrivalListeners.size;
  }

  /** Calls the listener whenever a message becomes visible, until the returned function is called. */
  onArrival(listener: () => void): () => void {
    this.#arrivalListeners.add(listener);
    return () => this.#arrivalListeners.delete(listener);
  }

  /** Adds a message that another queue redrives. It keeps its id, age and receive count. */
  acceptDeadLetter(message: Message, sourceArn: string): void {
    const deadLetter: Message = { ...message, deadLetterSourceArn: sourceArn, state: { type: 'visible' } };
    this.#messages.set(deadLetter.id, deadLetter);
    this.#show(deadLetter);
  }

  #hand(message: Message, now: Date, visibilityTimeout: number): Message {
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.receiptHandle = createReceiptHandle(this.arn, message.id, message.receiveCount);
    this.#visible.delete(message.id);
    if (visibilityTimeout > 0) this.#hide(message, now, visibilityTimeout);
    return message;
  }

  #moveToDeadLetterQueue(message: Message): boolean {
    const policy = this.redrivePolicy();
    if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return false;
    const deadLetterQueue = this.#findQueue(policy.deadLetterTargetArn);
    if (deadLetterQueue === undefined || deadLetterQueue === this) return false;
    this.#remove(message);
    deadLetterQueue.acceptDeadLetter(message, this.arn);
    return true;
  }

  #hide(message: Message, receivedAt: Date, seconds: number): void {
    const timer = this.#clock.setTimer(this.#secondsFromNow(seconds), () => this.#show(message));
    message.state = { type: 'in-flight', receivedAt, timer };
  }

  #show(message: Message): void {
    message.state = { type: 'visible' };
    this.#visible.set(message.id, message);
    for (const listener of [...this.#arrivalListeners]) listener();
  }

  #remove(message: Message): void {
    if (message.state.type !== 'visible') message.state.timer.cancel();
    if (message.state.type === 'delayed') this.#delayed -= 1;
    this.#visible.delete(message.id);
    this.#messages.delete(message.id);
  }

  #isPastRetention(message: Message, now: Date): boolean {
    return (
      now.getTime() - message.sentAt.getTime() > numberOf(this.#attributes, 'MessageRetentionPeriod') * 1000
    );
  }

  #secondsFromNow(seconds: number): Date {
    return new Date(this.#clock.now().getTime() + seconds * 1000);
  }
}
