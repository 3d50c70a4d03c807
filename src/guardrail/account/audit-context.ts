import type { MemberAccount } from '../../domain/account.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { PostureWithRevision } from '../ports/posture.ts';

/** The audit of one account: its triggers, its times, and what was stored before. */
export interface AuditContext {
  readonly account: MemberAccount;
  readonly triggers: readonly Trigger[];
  /** When work on the account started. */
  readonly startedAt: Date;
  /** Just before the account was read. Anything recorded later is newer. */
  readonly readAt: Date;
  /** By AWS's clock; left out where no session was opened. */
  readonly sessionOpenedAt?: Date | undefined;
  /**
   * When the session was opened in which GetAccountSummary was read: CloudTrail's event of that read is the heartbeat of the account.
   * By AWS's clock; left out where it was not read.
   */
  readonly summarySessionOpenedAt?: Date | undefined;
  /** What was stored before the account was read, and the revision reserved for what this audit finds. */
  readonly known: PostureWithRevision;
}

/** An audit that may go on to remove credentials. */
export interface GuardContext extends AuditContext {
  readonly operator: Operator | undefined;
}

/** An audit that found credentials and has decided on them. */
export interface DecidedContext extends GuardContext {
  /** The policy by which it has decided. */
  readonly policy: Policy;
}

/** Sweeps are routine, and only changes that they find are evidence. An audit for any other trigger is always evidence. */
export function isSweptOnly(triggers: readonly Trigger[]): boolean {
  return triggers.every(({ type }) => type === 'swept');
}
