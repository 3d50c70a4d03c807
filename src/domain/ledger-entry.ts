import type { AccountId } from './account.ts';
import type { AwsFailure } from './aws-failure.ts';
import type { CredentialResult } from './credential-result.ts';
import type { Credential, Inventory } from './credentials.ts';
import { type CredentialDecision, describedDecision } from './decision.ts';
import type { NotificationKey } from './notification.ts';
import type { AcceptableState } from './posture-state.ts';
import type { Trigger, WeakeningTrigger } from './trigger.ts';

/** Who ran an operator's command, and why. */
export interface Operator {
  /** ARN from sts:GetCallerIdentity. */
  readonly by: string;
  readonly reason: string;
  readonly ticket: string | undefined;
}

interface EntryBase {
  /** The partition of the ledger. */
  readonly account: AccountId | 'organization';
  readonly at: Date;
  /** Sorts entries of the same millisecond and makes the key unique. */
  readonly id: string;
}

/** Why an account is not audited, or an event is ignored. */
export const REJECTION_REASONS = ['outside-organization', 'management-account', 'wrong-origin'] as const;

/** `started` is written before anything is done; after a crash it stays the last one. */
export const RECOVERY_RESULTS = ['started', 'password-allowed', 'password-was-there', 'failed'] as const;

export const EXCEPTION_CHANGES = ['added', 'revoked', 'ended'] as const;

/** Append-only evidence. An entry is written once and never changed. */
export type LedgerEntry = EntryBase &
  (
    | {
        readonly type: 'audit';
        readonly triggers: readonly Trigger[];
        readonly inventory: Inventory;
        readonly decisions: readonly CredentialDecision[];
        /** Why the exceptions could not be read; left out where they could. */
        readonly exceptionsFailure?: AwsFailure | undefined;
      }
    | {
        /** The triggers are older than the latest audit, so there was no new one. */
        readonly type: 'already-audited';
        readonly triggers: readonly Trigger[];
        readonly auditedAt: Date;
        /** What that audit found. */
        readonly state: AcceptableState;
      }
    | {
        readonly type: 'intent';
        /** Shared by the intent and its outcome. */
        readonly enforcementId: string;
        readonly triggers: readonly Trigger[];
        readonly before: readonly Credential[];
        readonly decisions: readonly CredentialDecision[];
        /** Set when a person ran it. */
        readonly operator: Operator | undefined;
      }
    | {
        readonly type: 'outcome';
        readonly enforcementId: string;
        readonly triggers: readonly Trigger[];
        readonly results: readonly CredentialResult[];
        readonly after: Inventory;
      }
    | {
        readonly type: 'rejected';
        readonly reason: (typeof REJECTION_REASONS)[number];
        readonly triggers: readonly (Trigger | WeakeningTrigger)[];
      }
    | {
        readonly type: 'recovery';
        readonly operator: Operator;
        readonly exceptionId: string;
        readonly expiresAt: Date;
        readonly result: (typeof RECOVERY_RESULTS)[number];
        readonly failure: AwsFailure | undefined;
      }
    | {
        readonly type: 'relock';
        readonly operator: Operator;
        readonly endedExceptionIds: readonly string[];
      }
    | {
        readonly type: 'exception-change';
        readonly scope: string;
        readonly exceptionId: string;
        readonly change: (typeof EXCEPTION_CHANGES)[number];
        readonly operator: Operator | undefined;
      }
    | {
        /** Written before the breaker is closed; it closes the opening of `openSince`. */
        readonly type: 'breaker-acknowledged';
        readonly operator: Operator;
        readonly openSince: Date;
      }
    | {
        /** Written before the message is deleted. */
        readonly type: 'dead-letter-deleted';
        readonly operator: Operator;
        /** SQS's message id. */
        readonly messageId: string;
        readonly sentAt: Date;
        /** Cut where it is too long for an item. */
        readonly body: string;
        readonly bodyLength: number;
        /** SQS message attributes; `path` and `message` for one that the consumer moved here because it does not parse. */
        readonly attributes: Readonly<Record<string, string>>;
      }
    | {
        /** Written before people are notified. The key is that of the event, so one that is delivered twice is written once. */
        readonly type: 'guardrail-weakened';
        readonly triggers: readonly WeakeningTrigger[];
      }
    | { readonly type: 'notification'; readonly key: NotificationKey; readonly fingerprint: string }
  );

/** For output and evidence: each decision with its action. */
export function describedEntry(entry: LedgerEntry): object {
  return 'decisions' in entry ? { ...entry, decisions: entry.decisions.map(describedDecision) } : entry;
}

export type LedgerEntryType = LedgerEntry['type'];

/** A row of the ledger that does not parse: another version of rootguard wrote it, or somebody edited it. */
export interface MalformedEntry {
  readonly type: 'malformed';
  /** The partition key and the sort key as they are in the table. */
  readonly account: string;
  readonly key: string;
  /** Each names its attribute. */
  readonly issues: readonly string[];
}

/** One broken entry must not hide the others, and must not be left out unnoticed. */
export type StoredEntry = LedgerEntry | MalformedEntry;
