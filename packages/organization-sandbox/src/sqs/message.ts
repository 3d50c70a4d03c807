import type { Timer } from '../clock.ts';

/** One message attribute. Binary values are base64, as in the JSON protocol. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message to be sent. */
export interface Draft {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `SenderId` in ReceiveMessage: the sender's access key id, or the sending service. */
  readonly senderId: string;
  /** Seconds, 0 to 900; the queue's own delay by default. */
  readonly delaySeconds?: number | undefined;
  /** The tenant of fair queues: a standard queue has no order and no deduplication. */
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
  /** The handle of the last receive. Earlier handles are invalid. */
  receiptHandle?: string;
}

export type MessageState =
  | { readonly type: 'visible' }
  | { readonly type: 'delayed'; readonly timer: Timer }
  /** Received and not yet visible again. */
  | { readonly type: 'in-flight'; readonly receivedAt: Date; readonly timer: Timer };
