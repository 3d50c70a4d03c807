import type { AccountId, MemberAccount, OrganizationalUnitId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Reading } from '../../domain/reading.ts';

/** Whether an account may be looked at, by the word of AWS Organizations. */
export type AccountLookup =
  | { readonly type: 'member'; readonly account: MemberAccount }
  | { readonly type: 'management-account' }
  | { readonly type: 'not-in-organization' }
  | { readonly type: 'unreadable'; readonly failure: AwsFailure };

export interface AccountDirectory {
  /** May answer from a cache of a few minutes. */
  describe(account: AccountId): Promise<AccountLookup>;
  /** Asks AWS now: required before any removal. */
  describeUncached(account: AccountId): Promise<AccountLookup>;
}

/** One page of a listing; `next` is undefined on the last. The management account is left out. */
export type AccountPage =
  | { readonly type: 'page'; readonly accounts: readonly MemberAccount[]; readonly next: string | undefined }
  /** AWS no longer knows the token that the listing should go on from. */
  | { readonly type: 'outdated' };

export interface AccountLister {
  /** Members of the organization, 20 to a page. `after` is the `next` of the page before. */
  listAccounts(after: string | undefined): Promise<AccountPage>;
  /**
   * How many members there are. Costs the calls of the listing, and none about where each of them stands.
   * @throws AwsCallError
   */
  countAccounts(): Promise<number>;
  /** Members in an organizational unit and in those below it. */
  listAccountsUnder(organizationalUnit: OrganizationalUnitId): AsyncIterable<MemberAccount>;
}

/** Finds organizational units by name, for operators. Units under different parents may have the same name. */
export interface UnitFinder {
  /** The ids of all organizational units, by name. @throws AwsCallError: a unit must not be missing unnoticed */
  listByName(): Promise<ReadonlyMap<string, readonly OrganizationalUnitId[]>>;
}

/** For people: what organizational units are called. */
export interface UnitNames {
  /** A name that cannot be read is left out: the id says the same. */
  readNames(units: ReadonlySet<OrganizationalUnitId>): Promise<ReadonlyMap<OrganizationalUnitId, string>>;
}

export type OrganizationFeature = 'RootCredentialsManagement' | 'RootSessions';

/** Whether the organization lets rootguard work at all. */
export type FeaturesReading = Reading<{ readonly enabled: readonly OrganizationFeature[] }>;

export interface FeaturesReader {
  readFeatures(): Promise<FeaturesReading>;
}
