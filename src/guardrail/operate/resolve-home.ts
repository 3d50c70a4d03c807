import { type AccountId, isAccountId, type OrganizationalUnitId } from '../../domain/account.ts';
import { type AwsFailure, describeFailure } from '../../domain/aws-failure.ts';
import { didYouMean } from '../../domain/near-miss.ts';
import type { ValueReading } from '../../domain/reading.ts';
import type { AccountDirectory } from '../ports/organization.ts';
import type { AccountSample } from '../ports/organization-discovery.ts';

export type HomeResolution =
  | {
      readonly type: 'found';
      readonly id: AccountId;
      /** The units above a member, from the root down; undefined for the management account, and where it is not known. */
      readonly organizationalUnits: readonly OrganizationalUnitId[] | undefined;
      /** Why the account could not be looked up, if it could not. */
      readonly unchecked: AwsFailure | undefined;
    }
  | { readonly type: 'issue'; readonly issue: string };

export interface ResolveHomeDependencies {
  readonly directory: Pick<AccountDirectory, 'describe'>;
  readonly accounts: ValueReading<AccountSample>;
}

/** The account that rootguard is to run in: the management account or an ACTIVE member. @param account its id or name */
export async function resolveHome(deps: ResolveHomeDependencies, account: string): Promise<HomeResolution> {
  if (isAccountId(account)) return checkId(deps.directory, account);
  if (/^\d+$/.test(account)) return issue(`${JSON.stringify(account)} is no account id, which has 12 digits`);
  const { accounts } = deps;
  if (accounts.type === 'unreadable') {
    return issue(`the accounts cannot be listed, so give the id (${describeFailure(accounts.failure)})`);
  }
  const { accounts: listed, isComplete } = accounts.value;
  const found = listed.filter(({ name }) => name === account);
  const [one, ...others] = found;
  if (one === undefined) {
    const among = isComplete ? 'the organization has' : `among the first ${listed.length} accounts there is`;
    const hint = isComplete ? '' : '; give its id';
    const names = listed.map(({ name }) => name);
    return issue(`${among} no account named ${JSON.stringify(account)}${hint}${didYouMean(account, names)}`);
  }
  if (others.length > 0) {
    const ids = found.map(({ id }) => id).join(', ');
    return issue(`${found.length} accounts are named ${JSON.stringify(account)}; give the id: ${ids}`);
  }
  return checkId(deps.directory, one.id);
}

async function checkId(
  directory: ResolveHomeDependencies['directory'],
  id: AccountId,
): Promise<HomeResolution> {
  const lookup = await directory.describe(id);
  switch (lookup.type) {
    case 'management-account':
      return { type: 'found', id, organizationalUnits: undefined, unchecked: undefined };
    case 'unreadable':
      return { type: 'found', id, organizationalUnits: undefined, unchecked: lookup.failure };
    case 'not-in-organization':
      return issue(`account ${id} is not in the organization`);
    case 'member': {
      const { name, state, organizationalUnits } = lookup.account;
      return state === 'ACTIVE'
        ? { type: 'found', id, organizationalUnits, unchecked: undefined }
        : issue(`account ${id} (${name}) is ${state}; rootguard needs an ACTIVE account`);
    }
  }
}

function issue(text: string): HomeResolution {
  return { type: 'issue', issue: text };
}
