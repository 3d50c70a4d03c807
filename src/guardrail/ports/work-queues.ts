import type { AuditRequest } from '../../domain/audit-request.ts';
import type { ListenerQueueName } from '../../domain/listener-queue.ts';
import type { SweepItem } from '../../domain/sweep-item.ts';

/** The queues of the consumer. */
export type WorkQueueName = 'triggers' | 'later' | 'sweep';

/** All queues that an operator looks into or sends to. */
export type QueueName = WorkQueueName | ListenerQueueName | 'deadLetters';

export interface TriggerQueue {
  /** `delaySeconds` at most 900, SQS's own limit. */
  requestAudit(request: AuditRequest, delaySeconds: number): Promise<void>;
}

export interface SweepQueue {
  /** Any number of items; all of them are on the queue when it resolves. */
  send(items: readonly SweepItem[]): Promise<void>;
}

/** For messages that no retry can process; the body is sent unchanged. */
export interface DeadLetterSender {
  send(body: string, why: DeadLetterCause): Promise<void>;
}

export interface DeadLetterCause {
  /** Where the message does not parse, and what was expected there. */
  readonly path: string;
  readonly message: string;
  /** Which of the listener's queues it came from; the consumer's messages all go back to the triggers queue. */
  readonly receivedFrom?: ListenerQueueName;
}

/** Delays the next delivery of a message that could not be processed. */
export interface MessageBackoff {
  /** `seconds`: at most 43,200 from the first receipt of the message, SQS's limit. Does nothing for a message that is gone. */
  delay(receiptHandle: string, seconds: number): Promise<void>;
}
