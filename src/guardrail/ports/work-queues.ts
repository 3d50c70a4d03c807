import type { AuditRequest, SweepItem } from '../../domain/trigger.ts';

export interface TriggerQueue {
  /** `delaySeconds` at most 900, SQS's own limit. */
  requestAudit(request: AuditRequest, delaySeconds: number): Promise<void>;
}

export interface SweepQueue {
  /** Any number of items; all of them are on the queue when it resolves. */
  send(items: readonly SweepItem[]): Promise<void>;
}

/** Where a message goes that no retry can help, with its body untouched. */
export interface DeadLetterSender {
  send(body: string, why: { readonly path: string; readonly message: string }): Promise<void>;
}

/** Puts off the next delivery of a message that could not be processed. */
export interface MessageBackoff {
  /** `seconds` at most 43,200 from the message's first receipt, SQS's own limit. A message that is gone is left gone. */
  delay(receiptHandle: string, seconds: number): Promise<void>;
}
