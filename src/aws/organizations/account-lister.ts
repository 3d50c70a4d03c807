import {
  type Account,
  ListAccountsCommand,
  type ListAccountsCommandOutput,
  type OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
} from '@aws-sdk/client-organizations';
import {
  type AccountId,
  isOrganizationalUnitId,
  type MemberAccount,
  type OrganizationalUnitId,
} from '../../domain/account.ts';
import type { AwsErrorCode } from '../../domain/errors.ts';
import type { AccountLister } from '../../guardrail/ports/organization.ts';
import { callAws, readPages } from '../aws-call.ts';
import { type AwsCall, hasCode, malformedAnswer, present } from '../failures.ts';
import { isManagementAccount, memberAccountOf } from './member-account.ts';
import { createParentWalk, type WalkParents } from './organizational-units.ts';
import { organizationsCall } from './organizations-call.ts';

export interface AccountListerOptions {
  readonly client: OrganizationsClient;
  readonly managementAccountId: AccountId;
}

const LIST_ACCOUNTS = organizationsCall('organizations:ListAccounts');

/**
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 * @throws AwsCallError from every listing that AWS refuses: an account must not be missing unnoticed
 */
export function createAccountLister(options: AccountListerOptions): AccountLister {
  const { client } = options;
  return {
    async listAccounts(after) {
      const page = await readPage(client, after);
      if (page === undefined) return { type: 'outdated' };
      const { Accounts, NextToken } = page;
      const accounts = await membersIn(options, Accounts, createParentWalk(client), LIST_ACCOUNTS);
      // As the paginators of the SDK do it: an empty token would list the first page again.
      return { type: 'page', accounts, next: NextToken || undefined };
    },
    async countAccounts() {
      let members = 0;
      for await (const { Accounts } of readPages(LIST_ACCOUNTS, paginateListAccounts({ client }, {}))) {
        members += withoutManagementAccount(options, present(LIST_ACCOUNTS, 'Accounts', Accounts)).length;
      }
      return members;
    },
    async *listAccountsUnder(organizationalUnit) {
      const walkParents = createParentWalk(client);
      yield* listUnder(options, organizationalUnit, walkParents, 'unknown-organizational-unit');
    },
  };
}

/** Undefined when AWS no longer knows the token. */
async function readPage(
  client: OrganizationsClient,
  after: string | undefined,
): Promise<ListAccountsCommandOutput | undefined> {
  const command = new ListAccountsCommand({ NextToken: after });
  try {
    return await callAws(LIST_ACCOUNTS, client.send(command));
  } catch (error) {
    // The token is the only input, so nothing else can be invalid.
    if (after !== undefined && hasCode(error, 'InvalidInputException')) return undefined;
    throw error;
  }
}

/**
 * The accounts of an organizational unit, then those of the units below it.
 * @param codeIfMissing of the error if the unit does not exist. Units below it have none: the accounts of one that is deleted
 * during the listing have moved, so the listing is not complete.
 */
async function* listUnder(
  options: AccountListerOptions,
  parent: OrganizationalUnitId,
  walkParents: WalkParents,
  codeIfMissing?: AwsErrorCode,
): AsyncGenerator<MemberAccount> {
  const { client } = options;
  const call = callAbout(parent, 'organizations:ListAccountsForParent', codeIfMissing);
  const pages = paginateListAccountsForParent({ client }, { ParentId: parent });
  for await (const { Accounts } of readPages(call, pages)) {
    yield* await membersIn(options, Accounts, walkParents, call);
  }
  for await (const child of childUnits(client, parent, codeIfMissing)) {
    yield* listUnder(options, child, walkParents);
  }
}

async function* childUnits(
  client: OrganizationsClient,
  parent: OrganizationalUnitId,
  codeIfMissing: AwsErrorCode | undefined,
): AsyncGenerator<OrganizationalUnitId> {
  const call = callAbout(parent, 'organizations:ListOrganizationalUnitsForParent', codeIfMissing);
  const pages = paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent });
  for await (const { OrganizationalUnits } of readPages(call, pages)) {
    for (const { Id = '' } of present(call, 'OrganizationalUnits', OrganizationalUnits)) {
      if (!isOrganizationalUnitId(Id)) {
        throw malformedAnswer(call, `an organizational unit has the id "${Id}"`);
      }
      yield Id;
    }
  }
}

function membersIn(
  options: AccountListerOptions,
  accounts: readonly Account[] | undefined,
  walkParents: WalkParents,
  call: AwsCall,
): Promise<readonly MemberAccount[]> {
  const members = withoutManagementAccount(options, present(call, 'Accounts', accounts));
  return Promise.all(members.map((account) => memberAccountOf(account, walkParents, call)));
}

function withoutManagementAccount(
  { managementAccountId }: AccountListerOptions,
  accounts: readonly Account[],
): readonly Account[] {
  return accounts.filter((account) => !isManagementAccount(account, managementAccountId));
}

function callAbout(
  unit: OrganizationalUnitId,
  call: string,
  codeIfMissing: AwsErrorCode | undefined,
): AwsCall {
  return {
    ...organizationsCall(call, `organizational unit ${unit}`),
    ...(codeIfMissing !== undefined && { codeIfMissing }),
  };
}
