import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Credential, CredentialKind, Inventory } from '../../domain/credentials.ts';
import type { Reading } from '../../domain/reading.ts';

/**
 * Privileged root sessions. Looking and deleting are two ports, so that an observe-mode rootguard is built without the
 * second one. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export type Opened<Session> =
  | {
      readonly type: 'opened';
      readonly session: Session;
      /** By AWS's own clock, and before anything was read in it. Undefined where AWS does not tell. */
      readonly openedAt?: Date | undefined;
    }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

export interface InventoryReader {
  /** Lists all four kinds. One call that fails makes the whole inventory unreadable. */
  readInventory(): Promise<Inventory>;
}

/** Which kinds are there at all: GetAccountSummary's four flags, and what the lists of keys and certificates beside it show. */
export type CredentialSummary = Reading<{ readonly present: ReadonlySet<CredentialKind> }>;

export interface AuditSession extends InventoryReader {
  readSummary(): Promise<CredentialSummary>;
  /** When an access key was last used; undefined when it never was, or when that could not be read. */
  readKeyLastUsed(accessKeyId: string): Promise<Date | undefined>;
}

export interface RootAuditor {
  /** @param signal once it is aborted, the session and every call in it is given up and throws its reason */
  openAuditSession(account: AccountId, signal?: AbortSignal): Promise<Opened<AuditSession>>;
}

/** What the deleting call answered: not yet the proof, which is the re-read. */
export type Removal =
  | { readonly type: 'deleted'; readonly requestId: string | undefined }
  | { readonly type: 'already-absent'; readonly requestId: string | undefined }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

export interface DeleteSession extends InventoryReader {
  /**
   * Tried once: before a further try it has to be seen that nobody has approved it meanwhile, and that no other one stands
   * under the same name. A refusal that is `unavailable` may have deleted it all the same: its answer may have got lost.
   */
  remove(credential: Credential): Promise<Removal>;
}

export interface RootRemover {
  /**
   * @param signal once it is aborted, nothing is sent any more, no retry either, and every call in the session throws its
   * reason: whoever has given up on an account can be sure that nothing is deleted there later on
   */
  openDeleteSession(account: AccountId, signal?: AbortSignal): Promise<Opened<DeleteSession>>;
}

/** What allowing a new root password came to. */
export type PasswordAllowance =
  | { readonly type: 'allowed'; readonly requestId: string | undefined }
  | { readonly type: 'already-present' }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

export interface RecoverySession {
  /** Looks first (GetLoginProfile), then creates the login profile without a password (CreateLoginProfile). */
  allowPassword(): Promise<PasswordAllowance>;
}

export interface RootRecoverer {
  openRecoverySession(account: AccountId): Promise<Opened<RecoverySession>>;
}
