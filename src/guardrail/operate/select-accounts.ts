import { type AccountId, isAccountId, type MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { didYouMean } from '../../domain/near-miss.ts';
import type { AccountDirectory, AccountLister } from '../ports/organization.ts';
import { listAllAccounts } from './list-accounts.ts';
import {
  type FindUnits,
  findOrganizationalUnits,
  isUnknownUnit,
  unknownUnitId,
} from './resolve-organizational-units.ts';

export interface SelectDependencies extends FindUnits {
  readonly managementAccountId: AccountId;
  readonly directory: AccountDirectory;
  readonly lister: AccountLister;
}

/** The accounts that a command names: ids, or names as in the organization. */
export interface AccountSelection {
  readonly accounts: readonly string[];
  /** Units whose accounts are selected, with those of the units below them. */
  readonly organizationalUnits: readonly string[];
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
 * The named accounts; for an empty selection see `resolveAccounts`. Names need a listing of the organization; ids do not.
 * @throws InvalidInputError with every account and organizational unit that is not in the organization, or whose name
 * several have: `unknown-account`, or `unknown-organizational-unit` where it is units only
 * @throws AwsCallError from a listing
 */
export async function selectAccounts(
  deps: SelectDependencies,
  { accounts, organizationalUnits }: AccountSelection,
): Promise<SelectedAccounts> {
  const named = await findAccounts(deps, accounts);
  const units = await findOrganizationalUnits(deps, organizationalUnits);
  const { members, includesManagementAccount, unreadable } = named;
  const issues = [...named.issues, ...units.issues];
  for (const unit of units.ids) {
    try {
      for await (const member of deps.lister.listAccountsUnder(unit)) {
        // Where the command fails in any case, one page is enough to know that the unit exists.
        if (issues.length > 0) break;
        members.set(member.id, member);
      }
    } catch (error) {
      if (!isUnknownUnit(error)) throw error;
      issues.push(unknownUnitId(unit));
    }
  }
  if (issues.length > 0) {
    const code = named.issues.length > 0 ? 'unknown-account' : 'unknown-organizational-unit';
    throw new InvalidInputError(code, 'accounts', issues);
  }
  return { members: [...members.values()], includesManagementAccount, unreadable };
}

interface FoundAccounts extends Omit<SelectedAccounts, 'members'> {
  readonly members: Map<AccountId, MemberAccount>;
  readonly issues: readonly string[];
}

async function findAccounts(
  { directory, lister }: SelectDependencies,
  accounts: readonly string[],
): Promise<FoundAccounts> {
  const members = new Map<AccountId, MemberAccount>();
  const unreadable: UnreadableAccount[] = [];
  const issues: string[] = [];
  let includesManagementAccount = false;

  const names = new Set(accounts.filter((account) => !isAccountId(account)));
  const membersByName = names.size === 0 ? new Map<string, never>() : await listByName(lister);
  for (const name of names) {
    const found = membersByName.get(name) ?? [];
    for (const member of found.length === 1 ? found : []) members.set(member.id, member);
    if (found.length === 0)
      issues.push(
        `--account: the organization has no member account named ${JSON.stringify(name)}${didYouMean(name, membersByName.keys())}`,
      );
    if (found.length > 1) {
      const ids = found.map(({ id }) => id).join(', ');
      issues.push(
        `--account: ${found.length} accounts are named ${JSON.stringify(name)}; give the id: ${ids}`,
      );
    }
  }
  for (const id of accounts.filter(isAccountId)) {
    const lookup = await directory.describe(id);
    if (lookup.type === 'member') members.set(id, lookup.account);
    else if (lookup.type === 'management-account') includesManagementAccount = true;
    else if (lookup.type === 'unreadable') unreadable.push({ id, failure: lookup.failure });
    else issues.push(`--account: account ${id} is not in the organization`);
  }
  return { members, includesManagementAccount, unreadable, issues };
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
