/** What a receipt handle says: it names one receive of one message. */
export interface ReceiptHandle {
  readonly queueArn: string;
  readonly messageId: string;
}

const PARTS = /^(?<queueArn>arn:[^ ]+) (?<messageId>[0-9a-f-]{36}) \d+$/;

/** `receive` counts the receives of the message, so that each has a handle of its own. */
export const createReceiptHandle = (queueArn: string, messageId: string, receive: number): string =>
  Buffer.from(`${queueArn} ${messageId} ${receive}`, 'utf8').toString('base64');

/** Undefined for a text that this sandbox never gave out. */
export function parseReceiptHandle(text: string): ReceiptHandle | undefined {
  const parts = PARTS.exec(Buffer.from(text, 'base64').toString('utf8'))?.groups;
  const { queueArn, messageId } = parts ?? {};
  return queueArn && messageId ? { queueArn, messageId } : undefined;
}
