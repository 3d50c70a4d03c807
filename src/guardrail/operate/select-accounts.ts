import {
  type AccountId,
  isAccountId,
  type MemberAccount,
  type OrganizationalUnitId,
} from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { didYouMean } from '../../domain/near-miss.ts';
import type { AccountDirectory, AccountLister } from '../ports/organization.ts';
import { listAllAccounts } from './list-accounts.ts';

export interface SelectDependencies {
  readonly managementAccountId: AccountId;
  readonly directory: AccountDirectory;
  readonly lister: AccountLister;
}

/** The accounts that a command names. */
export interface AccountSelection {
  /** Ids, or names as in the organization. */
  readonly accounts: readonly string[];
  readonly organizationalUnits: readonly OrganizationalUnitId[];
}

/** A named account that could not be looked up in the organization. */
export interface UnreadableAccount {
  readonly id: AccountId;
  readonly failure: AwsFailure;
}

export interface SelectedAccounts {
  /** In the order of the listing, each of them once. */
  readonly members: readonly MemberAccount[];
  /** Whether the management account was named; it is never audited. */
  readonly includesManagementAccount: boolean;
  readonly unreadable: readonly UnreadableAccount[];
}

/**
 * The named accounts; for an empty selection see `resolveAccounts`. Names need a listing of the organization; ids and
 * organizational units do not.
 * @throws InvalidInputError `unknown-account`: not in the organization, or a name that two accounts have
 * @throws AwsCallError from a listing
 */
export async function selectAccounts(
  deps: SelectDependencies,
  { accounts, organizationalUnits }: AccountSelection,
): Promise<SelectedAccounts> {
  const members = new Map<AccountId, MemberAccount>();
  const unreadable: UnreadableAccount[] = [];
  const issues: string[] = [];
  let includesManagementAccount = false;

  const names = new Set(accounts.filter((account) => !isAccountId(account)));
  const membersByName = names.size === 0 ? new Map<string, never>() : await listByName(deps.lister);
  for (const name of names) {
    const found = membersByName.get(name) ?? [];
    for (const member of found.length === 1 ? found : []) members.set(member.id, member);
    if (found.length === 0)
      issues.push(
        `the organization has no member account named ${JSON.stringify(name)}${didYouMean(name, membersByName.keys())}`,
      );
    if (found.length > 1) {
      const ids = found.map(({ id }) => id).join(', ');
      issues.push(`${found.length} accounts are named ${JSON.stringify(name)}; give the id: ${ids}`);
    }
  }
  for (const id of accounts.filter(isAccountId)) {
    const lookup = await deps.directory.describe(id);
    if (lookup.type === 'member') members.set(id, lookup.account);
    else if (lookup.type === 'management-account') includesManagementAccount = true;
    else if (lookup.type === 'unreadable') unreadable.push({ id, failure: lookup.failure });
    else issues.push(`account ${id} is not in the organization`);
  }
  if (issues.length > 0) throw new InvalidInputError('unknown-account', 'accounts', issues);
  for (const organizationalUnit of organizationalUnits) {
    for await (const member of deps.lister.listAccountsUnder(organizationalUnit))
      members.set(member.id, member);
  }
  return { members: [...members.values()], includesManagementAccount, unreadable };
}

async function listByName(lister: AccountLister): Promise<ReadonlyMap<string, readonly MemberAccount[]>> {
  const byName = new Map<string, MemberAccount[]>();
  for await (const member of listAllAccounts(lister)) {
    const namesakes = byName.get(member.name);
    if (namesakes === undefined) byName.set(member.name, [member]);
    else namesakes.push(member);
  }
  return byName;
}
