/** A receipt handle identifies one receive of one message. */
export interface ReceiptHandle {
  readonly queueArn: string;
  readonly messageId: string;
}

const PARTS = /^(?<queueArn>arn:[^ ]+) (?<messageId>[0-9a-f-]{36}) \d+$/;

/** @param receive counts the receives of the message, so that each has a handle of its own */
export const createReceiptHandle = (queueArn: string, messageId: string, receive: number): string =>
  Buffer.from(`${queueArn} ${messageId} ${receive}`, 'utf8').toString('base64');

/** Undefined for a text that is not a receipt handle of the sandbox. */
export function parseReceiptHandle(text: string): ReceiptHandle | undefined {
  const parts = PARTS.exec(Buffer.from(text, 'base64').toString('utf8'))?.groups;
  const { queueArn, messageId } = parts ?? {};
  return queueArn && messageId ? { queueArn, messageId } : undefined;
}
