/** The numbers of messages in a queue, which SQS documents as approximate. */
export interface QueueDepth {
  readonly visible: number;
  /** Received and not deleted yet. */
  readonly inFlight: number;
  /** Not receivable yet, because of a delay. */
  readonly delayed: number;
}

export interface PeekedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Date;
  /** This peek included. */
  readonly receiveCount: number;
  /** The name of the queue from which SQS moved it to the dead-letter queue, after its last receive there; else undefined. */
  readonly movedFrom: string | undefined;
  /**
   * SQS message attributes: `path` and `message` for one that a function moved here because it does not parse, `RECEIVED_FROM` if
   * that was the listener, and `FIRST_SENT_AT` for one that has come back from here before.
   */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The attribute of a message that came back from the dead-letter queue: when it was first sent, in ISO 8601. */
export const FIRST_SENT_AT = 'firstSentAt';

/** The attribute of a message that the listener moved to the dead-letter queue: which of its queues it came from. */
export const RECEIVED_FROM = 'receivedFrom';

/** Sends the unchanged body of a dead letter to a queue, with `FIRST_SENT_AT`. */
export type Resend = (message: Pick<PeekedMessage, 'body' | 'sentAt' | 'attributes'>) => Promise<void>;

export interface MoveTask {
  readonly status: string;
  readonly moved: number;
  /** Undefined when SQS does not say. */
  readonly toMove: number | undefined;
  readonly failureReason: string | undefined;
}

/** A message that nobody else receives until it is put back or its visibility timeout ends. */
export interface HeldMessage extends PeekedMessage {
  /** SQS's receipt handle. */
  readonly receipt: string;
}

/** A queue, for an operator to look into. */
export interface QueueInspector {
  readDepth(): Promise<QueueDepth>;
  /** Up to `max` messages. Each is visible again at once, or after half a minute at most. SQS counts it as a receive. */
  peek(max: number): Promise<readonly PeekedMessage[]>;
  /** The latest message move task (redrive) out of this queue. */
  latestMove(): Promise<MoveTask | undefined>;
}

/** The dead-letter queue, for processing its messages one by one. */
export interface DeadLetterQueue {
  /** Receives up to ten messages and hides them for `holdSeconds`; an empty list when there are no more. */
  hold(holdSeconds: number): Promise<readonly HeldMessage[]>;
  /** Makes messages visible again. One for which that fails is visible again when its visibility timeout ends. */
  putBack(messages: readonly HeldMessage[]): Promise<void>;
  delete(message: HeldMessage): Promise<void>;
}
