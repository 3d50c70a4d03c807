import type { AccountId } from './account.ts';
import type { AwsFailure } from './aws-failure.ts';
import type { Credential, Inventory } from './credentials.ts';
import type { CredentialDecision } from './decision.ts';
import type { NotificationKey } from './notification.ts';
import type { ReasonKey } from './reasons.ts';
import type { Trigger, WeakeningTrigger } from './trigger.ts';

/** What became of one credential, as the re-read after the removals shows it. */
export interface CredentialResult {
  readonly credential: Credential;
  readonly result: 'removed' | 'already-absent' | 'kept' | 'withheld' | 'failed';
  readonly reason: ReasonKey;
  readonly exceptionId: string | undefined;
  /** Why it failed: AWS refused, the re-read still shows it, it could not be re-read, or the password went on standing. */
  readonly failedBecause: 'refused' | 'still-present' | 'not-verified' | 'password-remains' | undefined;
  readonly failure: AwsFailure | undefined;
  /** AWS's id of the deleting call: the way to its record in CloudTrail. */
  readonly requestId: string | undefined;
}

/** Whether the credential is still there. */
export function remainsAfter({ result }: CredentialResult): boolean {
  return result !== 'removed' && result !== 'already-absent';
}

/** Who a person's command was run by, and why. */
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
        /** What asked is older than the latest audit, which has answered it. */
        readonly type: 'already-audited';
        readonly triggers: readonly Trigger[];
        readonly auditedAt: Date;
        /** What that audit found. */
        readonly state: 'compliant' | 'excepted';
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
        readonly reason: 'outside-organization' | 'management-account' | 'wrong-origin';
        readonly triggers: readonly (Trigger | WeakeningTrigger)[];
      }
    | {
        readonly type: 'recovery';
        readonly operator: Operator;
        readonly exceptionId: string;
        readonly expiresAt: Date;
        /** `started` stands before anything is done; a crash after it leaves it as the last word. */
        readonly result: 'started' | 'password-allowed' | 'password-was-there' | 'failed';
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
        readonly change: 'added' | 'revoked' | 'ended';
        readonly operator: Operator | undefined;
      }
    | {
        /** Stands before the breaker is closed; it closes the opening of `openSince`. */
        readonly type: 'breaker-acknowledged';
        readonly operator: Operator;
        readonly openSince: Date;
      }
    | {
        /** Stands before the message is deleted. */
        readonly type: 'dead-letter-deleted';
        readonly operator: Operator;
        /** SQS's own. */
        readonly messageId: string;
        readonly sentAt: Date;
        /** Cut where it is too long for an item. */
        readonly body: string;
        readonly bodyLength: number;
        /** What was attached to it; for a message that was set aside, `path` and `message`. */
        readonly attributes: Readonly<Record<string, string>>;
      }
    | {
        /** Stands before it is announced. The key is that of the event, so one that is delivered twice is written once. */
        readonly type: 'guardrail-weakened';
        readonly triggers: readonly WeakeningTrigger[];
      }
    | { readonly type: 'notification'; readonly key: NotificationKey; readonly fingerprint: string }
  );

export type LedgerEntryType = LedgerEntry['type'];

/** What stands in the ledger and does not parse: another version wrote it, or somebody's hand. */
export interface MalformedEntry {
  readonly type: 'malformed';
  /** The partition key and the sort key as they stand in the table: they say where it is. */
  readonly account: string;
  readonly key: string;
  /** Each fault names its attribute. */
  readonly issues: readonly string[];
}

/** One broken entry must not hide the others, and must not be left out without a word. */
export type StoredEntry = LedgerEntry | MalformedEntry;
