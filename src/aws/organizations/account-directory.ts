import { DescribeAccountCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import type { AccountId } from '../../domain/account.ts';
import type { AccountDirectory, AccountLookup } from '../../guardrail/ports/organization.ts';
import type { Clock } from '../../guardrail/ports/platform.ts';
import { callAws, failureIn } from '../aws-call.ts';
import { hasCode, malformedAnswer } from '../failures.ts';
import { isManagementAccount, memberAccountOf } from './member-account.ts';
import { createParentWalk } from './organizational-units.ts';
import { organizationsCall } from './organizations-call.ts';

export interface AccountDirectoryOptions {
  readonly client: OrganizationsClient;
  readonly managementAccountId: AccountId;
  readonly clock: Clock;
  /** For how long a member that was found is remembered. */
  readonly cacheSeconds?: number;
  /** How many members are remembered at most. */
  readonly cacheSize?: number;
}

/**
 * Never lists the organization: that would be thousands of pages. Remembers only ACTIVE members; whoever is not one yet
 * may be in a moment. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html
 */
export function createAccountDirectory(options: AccountDirectoryOptions): AccountDirectory {
  const { client, managementAccountId, clock, cacheSeconds = 300, cacheSize = 10_000 } = options;
  const remembered = new Map<AccountId, { readonly lookup: AccountLookup; readonly until: number }>();
  const underWay = new Map<AccountId, Promise<AccountLookup>>();

  const describeUncached = async (id: AccountId): Promise<AccountLookup> => {
    if (id === managementAccountId) return { type: 'management-account' };
    const lookup = await describe(client, id, managementAccountId);
    remembered.delete(id);
    if (lookup.type === 'member' && lookup.account.state === 'ACTIVE') {
      remembered.set(id, { lookup, until: clock.now().getTime() + cacheSeconds * 1000 });
      forgetOldest(remembered, cacheSize);
    }
    return lookup;
  };

  return {
    describeUncached,
    async describe(id) {
      const known = remembered.get(id);
      if (known && clock.now().getTime() < known.until) return known.lookup;
      const asked = underWay.get(id) ?? describeUncached(id).finally(() => underWay.delete(id));
      underWay.set(id, asked);
      return asked;
    },
  };
}

async function describe(
  client: OrganizationsClient,
  id: AccountId,
  managementAccountId: AccountId,
): Promise<AccountLookup> {
  const call = organizationsCall('organizations:DescribeAccount', `account ${id}`);
  try {
    const { Account } = await callAws(call, client.send(new DescribeAccountCommand({ AccountId: id })));
    if (Account?.Id !== id) throw malformedAnswer(call, `the answer is not about ${id}`);
    if (isManagementAccount(Account, managementAccountId)) return { type: 'management-account' };
    return { type: 'member', account: await memberAccountOf(Account, createParentWalk(client), call) };
  } catch (error) {
    if (hasCode(error, 'AccountNotFoundException')) return { type: 'not-in-organization' };
    return { type: 'unreadable', failure: failureIn(error) };
  }
}

function forgetOldest(remembered: Map<AccountId, unknown>, size: number): void {
  const [oldest] = remembered.keys();
  if (remembered.size > size && oldest !== undefined) remembered.delete(oldest);
}
