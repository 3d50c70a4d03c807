import type { Timer } from '../clock.ts';

/** One message attribute. Binary values stay the base64 text that the JSON protocol carries. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender says about a message. */
export interface Draft {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** What ReceiveMessage shows as `SenderId`: the sender's access key id, or the sending service. */
  readonly senderId: string;
  /** Seconds, 0 to 900; the queue's own delay where it is left out. */
  readonly delaySeconds?: number | undefined;
  /** On a standard queue the tenant key of fair queues: no order, no deduplication. */
  readonly messageGroupId?: string | undefined;
  readonly traceHeader?: string | undefined;
}

/** A message in a queue. */
export interface Message extends Omit<Draft, 'delaySeconds'> {
  readonly id: string;
  readonly sentAt: Date;
  /** The queue it came from, for a message in a dead-letter queue. */
  readonly deadLetterSourceArn?: string | undefined;
  state: MessageState;
  receiveCount: number;
  firstReceivedAt?: Date;
  /** The handle of the last receive: earlier ones delete nothing. */
  receiptHandle?: string;
}

export type MessageState =
  | { readonly type: 'visible' }
  | { readonly type: 'delayed'; readonly timer: Timer }
  /** Received and not yet visible again. */
  | { readonly type: 'in-flight'; readonly receivedAt: Date; readonly timer: Timer };
