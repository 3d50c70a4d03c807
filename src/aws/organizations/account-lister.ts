import {
  type Account,
  ListAccountsCommand,
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
import { AwsCallError } from '../../domain/errors.ts';
import type { AccountLister } from '../../guardrail/ports/organization.ts';
import { callAws, failureIn, readPages } from '../aws-call.ts';
import { type AwsCall, hasCode, malformedAnswer } from '../failures.ts';
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
export function createAccountLister({ client, managementAccountId }: AccountListerOptions): AccountLister {
  const isMember = (account: Account) => !isManagementAccount(account, managementAccountId);

  const membersOf = (accounts: readonly Account[], walkParents: WalkParents, call: AwsCall) =>
    Promise.all(accounts.filter(isMember).map((account) => memberAccountOf(account, walkParents, call)));

  /** Undefined when AWS no longer knows the token. */
  const listPage = async (after: string | undefined) => {
    const command = new ListAccountsCommand({ NextToken: after });
    try {
      return await callAws(LIST_ACCOUNTS, client.send(command));
    } catch (error) {
      // The token is the only input, so nothing else can be invalid.
      if (after !== undefined && hasCode(error, 'InvalidInputException')) return undefined;
      throw error;
    }
  };

  async function* listUnder(
    parent: OrganizationalUnitId,
    walkParents: WalkParents,
  ): AsyncGenerator<MemberAccount> {
    const resource = resourceOf(parent);
    const listAccounts = organizationsCall('organizations:ListAccountsForParent', resource);
    const accountPages = paginateListAccountsForParent({ client }, { ParentId: parent });
    for await (const { Accounts = [] } of readPages(listAccounts, accountPages)) {
      yield* await membersOf(Accounts, walkParents, listAccounts);
    }
    const listUnits = organizationsCall('organizations:ListOrganizationalUnitsForParent', resource);
    const unitPages = paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent });
    for await (const { OrganizationalUnits = [] } of readPages(listUnits, unitPages)) {
      for (const { Id = '' } of OrganizationalUnits) {
        if (!isOrganizationalUnitId(Id)) {
          throw malformedAnswer(listUnits, `an organizational unit has the id "${Id}"`);
        }
        yield* listUnder(Id, walkParents);
      }
    }
  }

  return {
    async listAccounts(after) {
      const page = await listPage(after);
      if (page === undefined) return { type: 'outdated' };
      const { Accounts = [], NextToken } = page;
      const accounts = await membersOf(Accounts, createParentWalk(client), LIST_ACCOUNTS);
      return { type: 'page', accounts, next: NextToken };
    },
    async countAccounts() {
      let members = 0;
      for await (const { Accounts = [] } of readPages(LIST_ACCOUNTS, paginateListAccounts({ client }, {}))) {
        members += Accounts.filter(isMember).length;
      }
      return members;
    },
    async *listAccountsUnder(organizationalUnit) {
      try {
        yield* listUnder(organizationalUnit, createParentWalk(client));
      } catch (error) {
        if (!hasCode(error, 'ParentNotFoundException')) throw error;
        const failure = failureIn(error);
        // The accounts of a unit below that was deleted meanwhile have moved: the listing is not complete.
        if (failure.resource !== resourceOf(organizationalUnit)) throw error;
        throw new AwsCallError(failure, { code: 'organizational-unit-not-found', cause: error });
      }
    },
  };
}

function resourceOf(organizationalUnit: OrganizationalUnitId): string {
  return `organizational unit ${organizationalUnit}`;
}
