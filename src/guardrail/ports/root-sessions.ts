import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Credential, CredentialKind, Inventory } from '../../domain/credentials.ts';
import type { Reading } from '../../domain/reading.ts';

/**
 * Privileged root sessions. Auditing and deleting are two ports, so that a deployment in observe mode is built without the second.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export type Opened<Session> =
  | {
      readonly type: 'opened';
      readonly session: Session;
      /** By AWS's clock, before anything was read in the session. Undefined where AWS's answer has no time. */
      readonly openedAt?: Date | undefined;
      /** Its id, which AWS's records of its calls have too. It is no secret. */
      readonly accessKeyId?: string | undefined;
    }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

export interface InventoryReader {
  /** Lists all four kinds. One call that fails makes the whole inventory unreadable. */
  readInventory(): Promise<Inventory>;
}

/** Which kinds the account has: the four flags of GetAccountSummary, combined with the lists of keys and certificates. */
export type CredentialSummary = Reading<{ readonly present: ReadonlySet<CredentialKind> }>;

export interface AuditSession extends InventoryReader {
  readSummary(): Promise<CredentialSummary>;
  /** When an access key was last used; undefined when it never was, or when that could not be read. */
  readKeyLastUsed(accessKeyId: string): Promise<Date | undefined>;
}

export interface RootAuditor {
  /** @param signal once it is aborted, opening the session and every call in it throw the signal's reason */
  openAuditSession(account: AccountId, signal?: AbortSignal): Promise<Opened<AuditSession>>;
}

/** AWS's answer to the delete call. Only the re-read proves that the credential is gone. */
export type Removal =
  | { readonly type: 'deleted'; readonly requestId: string | undefined }
  | { readonly type: 'already-absent'; readonly requestId: string | undefined }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

export interface DeleteSession extends InventoryReader {
  /**
   * Without retries: before a retry, the caller has to check that the credential was not approved in the meantime, or replaced by
   * another one with the same id. With the failure `unavailable` it may have been deleted, as only the answer may be lost.
   */
  remove(credential: Credential): Promise<Removal>;
}

export interface RootRemover {
  /**
   * @param signal once it is aborted, no call and no retry is sent, and every call in the session throws the signal's reason: so
   * nothing is deleted in an account after its work was aborted
   */
  openDeleteSession(account: AccountId, signal?: AbortSignal): Promise<Opened<DeleteSession>>;
}

/** The result of allowing a new root password. */
export type PasswordAllowance =
  | {
      readonly type: 'password-allowed';
      readonly requestId: string | undefined;
      /** When IAM created the login profile; undefined where its answer has no time. */
      readonly createdAt?: Date | undefined;
    }
  | {
      readonly type: 'password-was-there';
      /** The call was made again after an answer was lost, so that its first try may have created it. */
      readonly afterRetry?: true;
    }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

export interface RecoverySession {
  /** Looks first (GetLoginProfile), then creates the login profile without a password (CreateLoginProfile). */
  allowPassword(): Promise<PasswordAllowance>;
  /** Whether there is a login profile now. */
  readPassword(): Promise<Reading<{ readonly isPresent: boolean }>>;
}

export interface RootRecoverer {
  openRecoverySession(account: AccountId): Promise<Opened<RecoverySession>>;
}
