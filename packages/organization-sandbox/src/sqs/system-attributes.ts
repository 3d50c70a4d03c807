import type { Message } from './message.ts';

/** SQS's own attributes of a received message, as strings; timestamps are in milliseconds since 1970. */
export interface SystemAttributes {
  readonly SenderId: string;
  readonly SentTimestamp: string;
  readonly ApproximateReceiveCount: string;
  readonly ApproximateFirstReceiveTimestamp: string;
  readonly MessageGroupId?: string;
  readonly AWSTraceHeader?: string;
  readonly DeadLetterQueueSourceArn?: string;
}

export const systemAttributes = (message: Message): SystemAttributes => ({
  SenderId: message.senderId,
  SentTimestamp: String(message.sentAt.getTime()),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String((message.firstReceivedAt ?? message.sentAt).getTime()),
  ...(message.messageGroupId !== undefined && { MessageGroupId: message.messageGroupId }),
  ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
  ...(message.deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
});
