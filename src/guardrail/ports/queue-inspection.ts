/** What SQS says of a queue; its numbers are approximate by its own word. */
export interface QueueDepth {
  readonly visible: number;
  /** Received and not deleted yet. */
  readonly inFlight: number;
  /** Not to be received before a time. */
  readonly delayed: number;
}

export interface PeekedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Date;
  /** This peek included. */
  readonly receiveCount: number;
  /** What was attached to it: for a message that was set aside, `path` and `message`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface MoveTask {
  readonly status: string;
  readonly moved: number;
  /** Undefined when SQS does not say. */
  readonly toMove: number | undefined;
  readonly failureReason: string | undefined;
}

/** A message that nobody else receives until it is put back, or its time is over. */
export interface HeldMessage extends PeekedMessage {
  /** SQS's receipt for this receive. */
  readonly receipt: string;
}

/** For people: looking into a queue. */
export interface QueueInspector {
  readDepth(): Promise<QueueDepth>;
  /** Up to `most` messages, each back in the queue at once, or in half a minute at most. SQS counts it as a receive. */
  peek(most: number): Promise<readonly PeekedMessage[]>;
  /** The latest move out of this queue that SQS was asked for. */
  latestMove(): Promise<MoveTask | undefined>;
}

/** The dead-letter queue for whoever decides about its messages one by one. */
export interface DeadLetterQueue {
  /** Up to ten messages, none of them twice within `holdSeconds`; none when the queue gives no more. */
  hold(holdSeconds: number): Promise<readonly HeldMessage[]>;
  /** For others to receive at once; what cannot be put back comes back when its time is over. */
  putBack(messages: readonly HeldMessage[]): Promise<void>;
  delete(message: HeldMessage): Promise<void>;
}
