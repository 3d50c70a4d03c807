import type { AccountId, MemberAccount, OrganizationalUnitId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Reading } from '../../domain/reading.ts';

/** What AWS Organizations knows about an account. */
export type AccountLookup =
  | { readonly type: 'member'; readonly account: MemberAccount }
  | { readonly type: 'management-account' }
  /** AWS's answer that it knows no such account. */
  | { readonly type: 'not-in-organization'; readonly failure: AwsFailure }
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
  /** The pagination token has expired. */
  | { readonly type: 'outdated' };

export interface AccountLister {
  /** Members of the organization, 20 to a page. `after` is the `next` of the page before. */
  listAccounts(after: string | undefined): Promise<AccountPage>;
  /**
   * How many members there are. Calls ListAccounts only, and does not look up the organizational units of each account.
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

/** The names of organizational units, for display. */
export interface UnitNames {
  /** A name that cannot be read is left out; the unit is shown by its id then. */
  readNames(units: ReadonlySet<OrganizationalUnitId>): Promise<ReadonlyMap<OrganizationalUnitId, string>>;
}

export const ORGANIZATION_FEATURES = ['RootCredentialsManagement', 'RootSessions'] as const;

export type OrganizationFeature = (typeof ORGANIZATION_FEATURES)[number];

/** Which features are on. Without them, root sessions cannot be opened in any account. */
export type FeaturesReading = Reading<{ readonly enabled: readonly OrganizationFeature[] }>;

export interface FeaturesReader {
  readFeatures(): Promise<FeaturesReading>;
}
