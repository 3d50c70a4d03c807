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

/** For people: looking into a queue, and moving what stands in the dead-letter queue. */
export interface QueueOperation {
  readDepth(): Promise<QueueDepth>;
  /** Up to `most` messages, each back in the queue at once, or in half a minute at most. SQS counts it as a receive. */
  peek(most: number): Promise<readonly PeekedMessage[]>;
  /** Starts to move every message of this dead-letter queue to another queue, by its URL. */
  startMove(destinationUrl: string, messagesPerSecond: number): Promise<void>;
  /** The latest move out of this queue. */
  latestMove(): Promise<MoveTask | undefined>;
}
