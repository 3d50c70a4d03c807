import { receiptHandleIsInvalid } from './errors.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import { parseReceiptHandle } from './receipt-handle.ts';

/** Whether a receipt handle still holds its message. */
export type HeldMessage =
  | { readonly type: 'held'; readonly message: Message }
  /** Deleted, or received once more since, so that only the newer handle counts. */
  | { readonly type: 'gone' };

/** Finds the message of a receipt handle. A text that was never a handle of this queue is refused. */
export function heldMessage(queue: Queue, receiptHandle: string): HeldMessage {
  const handle = parseReceiptHandle(receiptHandle);
  if (handle === undefined || handle.queueArn !== queue.arn) throw receiptHandleIsInvalid();
  const message = queue.find(handle.messageId);
  return message?.receiptHandle === receiptHandle ? { type: 'held', message } : { type: 'gone' };
}
