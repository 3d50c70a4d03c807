import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { AuditRequestReason, EventFacts, SoughtCredential } from '../../domain/trigger.ts';

/** Asks for one account to be audited. */
export interface AuditRequest {
  readonly account: AccountId;
  readonly why: AuditRequestReason;
  /** When the reason arose: for a second look, the time of the latest event that led to it. */
  readonly requestedAt: Date;
  readonly event: EventFacts | undefined;
  /** What a second look is for. */
  readonly sought?: readonly SoughtCredential[] | undefined;
}

export interface TriggerQueue {
  /** `delaySeconds` at most 900, SQS's own limit. */
  requestAudit(request: AuditRequest, delaySeconds: number): Promise<void>;
}

/** What the sweeper puts on the sweep queue for one account. */
export interface SweepItem {
  readonly sweepId: string;
  readonly account: MemberAccount;
  readonly queuedAt: Date;
}

export interface SweepQueue {
  /** Any number of items; all of them are on the queue when it resolves. */
  send(items: readonly SweepItem[]): Promise<void>;
}

/** Where a message goes that no retry can help, with its body untouched. */
export interface DeadLetterSender {
  send(body: string, why: { readonly path: string; readonly message: string }): Promise<void>;
}

/** Puts off the next delivery of a message that could not be worked on. */
export interface MessageBackoff {
  /** `seconds` at most 43,200 from the message's first receipt, SQS's own limit. A message that is gone is left gone. */
  delay(receiptHandle: string, seconds: number): Promise<void>;
}
