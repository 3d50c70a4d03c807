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
import type { AccountLister, AccountPage } from '../../guardrail/ports/organization.ts';
import { AwsCallError, hasCode, malformedAnswer } from '../failures.ts';
import { isManagementAccount, memberAccountOf } from './member-account.ts';
import { createParentWalk, type WalkParents } from './organizational-units.ts';
import { organizationsError } from './organizations-failure.ts';

export interface AccountListerOptions {
  readonly client: OrganizationsClient;
  readonly managementAccountId: AccountId;
}

const LIST_ACCOUNTS = 'organizations:ListAccounts';
const LIST_ACCOUNTS_FOR_PARENT = 'organizations:ListAccountsForParent';
const LIST_PARENTS = 'organizations:ListParents';
const LIST_ORGANIZATIONAL_UNITS = 'organizations:ListOrganizationalUnitsForParent';

/**
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 * @throws AwsCallError from every listing that AWS refuses: an account must not be missing unnoticed
 */
export function createAccountLister({ client, managementAccountId }: AccountListerOptions): AccountLister {
  const isMember = (account: Account) => !isManagementAccount(account, managementAccountId);

  const membersOf = async (accounts: readonly Account[], walkParents: WalkParents, call: string) => {
    try {
      return await Promise.all(
        accounts.filter(isMember).map((account) => memberAccountOf(account, walkParents, call)),
      );
    } catch (error) {
      throw organizationsError(LIST_PARENTS, error);
    }
  };

  const listPage = async (after: string | undefined): Promise<AccountPage> => {
    const { Accounts = [], NextToken } = await client.send(new ListAccountsCommand({ NextToken: after }));
    const accounts = await membersOf(Accounts, createParentWalk(client), LIST_ACCOUNTS);
    return { type: 'page', accounts, next: NextToken };
  };

  async function* listUnder(
    parent: OrganizationalUnitId,
    walkParents: WalkParents,
  ): AsyncGenerator<MemberAccount> {
    const accountPages = paginateListAccountsForParent({ client }, { ParentId: parent });
    for await (const { Accounts = [] } of translated(LIST_ACCOUNTS_FOR_PARENT, accountPages)) {
      yield* await membersOf(Accounts, walkParents, LIST_ACCOUNTS_FOR_PARENT);
    }
    const unitPages = paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent });
    for await (const { OrganizationalUnits = [] } of translated(LIST_ORGANIZATIONAL_UNITS, unitPages)) {
      for (const { Id = '' } of OrganizationalUnits) {
        if (!isOrganizationalUnitId(Id)) {
          throw new AwsCallError(
            malformedAnswer(LIST_ORGANIZATIONAL_UNITS, `an organizational unit has the id "${Id}"`),
          );
        }
        yield* listUnder(Id, walkParents);
      }
    }
  }

  return {
    async listAccounts(after) {
      try {
        return await listPage(after);
      } catch (error) {
        // The token is the only input, so nothing else can be invalid.
        if (after !== undefined && hasCode(error, 'InvalidInputException')) return { type: 'outdated' };
        throw organizationsError(LIST_ACCOUNTS, error);
      }
    },
    async countAccounts() {
      let members = 0;
      for await (const { Accounts = [] } of translated(LIST_ACCOUNTS, paginateListAccounts({ client }, {}))) {
        members += Accounts.filter(isMember).length;
      }
      return members;
    },
    async *listAccountsUnder(organizationalUnit) {
      try {
        yield* listUnder(organizationalUnit, createParentWalk(client));
      } catch (error) {
        if (!(error instanceof AwsCallError) || error.failure.code !== 'ParentNotFoundException') throw error;
        throw new AwsCallError(error.failure, 'organizational-unit-not-found');
      }
    },
  };
}

async function* translated<Page>(call: string, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    throw organizationsError(call, error);
  }
}
