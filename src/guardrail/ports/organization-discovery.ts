import type { AccountId } from '../../domain/account.ts';
import type { ValueReading } from '../../domain/reading.ts';

/** An account as a listing shows it, the management account too. */
export interface ListedAccount {
  readonly id: AccountId;
  readonly name: string;
}

export interface AccountSample {
  readonly accounts: readonly ListedAccount[];
  /** False where the organization has more accounts than were asked for. */
  readonly isComplete: boolean;
}

export interface TrailHome {
  readonly name: string;
  readonly homeRegion: string;
  readonly ofOrganization: boolean;
}

/** What is read of an organization before rootguard is configured for it. Each reading may be `unreadable`. */
export interface OrganizationDiscovery {
  /** `r-ab12`. */
  readRootId(): Promise<ValueReading<string>>;
  /** At least `limit` of them, or all. */
  readAccounts(limit: number): Promise<ValueReading<AccountSample>>;
  /** Services with trusted access, such as `iam.amazonaws.com`. */
  readTrustedServices(): Promise<ValueReading<readonly string[]>>;
  /** Of a service, such as `iam.amazonaws.com`. */
  readDelegatedAdministrators(service: string): Promise<ValueReading<readonly AccountId[]>>;
  /** Those that the account of the credentials sees. */
  readTrails(): Promise<ValueReading<readonly TrailHome[]>>;
}
