import type { ManagementRootRecord, StoredManagementRoot } from '../../domain/management-root.ts';
import type { CredentialSummary } from './root-sessions.ts';

/** Which kinds of credentials the management account's own root user has, by the flags of GetAccountSummary alone. */
export interface ManagementRootReader {
  readManagementRoot(): Promise<CredentialSummary>;
}

export interface ManagementRootStore {
  /** Undefined before the first reading. @throws AwsCallError */
  read(): Promise<StoredManagementRoot | undefined>;
  /** @throws AwsCallError */
  write(record: ManagementRootRecord): Promise<void>;
}
