import { receiptHandleIsInvalid } from './errors.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import { parseReceiptHandle } from './receipt-handle.ts';

/** The message of a receipt handle, if the handle is still valid. */
export type HeldMessage =
  | { readonly type: 'held'; readonly message: Message }
  /** The message was deleted, or received again, which makes older handles invalid. */
  | { readonly type: 'gone' };

/** @throws SqsError ReceiptHandleIsInvalid if the text is not a receipt handle of this queue */
export function heldMessage(queue: Queue, receiptHandle: string): HeldMessage {
  const handle = parseReceiptHandle(receiptHandle);
  if (handle === undefined || handle.queueArn !== queue.arn) throw receiptHandleIsInvalid();
  const message = queue.find(handle.messageId);
  return message?.receiptHandle === receiptHandle ? { type: 'held', message } : { type: 'gone' };
}
