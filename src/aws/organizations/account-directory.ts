import { DescribeAccountCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import type { AccountId } from '../../domain/account.ts';
import type { AccountDirectory, AccountLookup } from '../../guardrail/ports/organization.ts';
import type { Clock } from '../../guardrail/ports/platform.ts';
import { callAws, failureIn } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';
import { isManagementAccount, memberAccountOf } from './member-account.ts';
import { createParentWalk } from './organizational-units.ts';
import { organizationsCall } from './organizations-call.ts';

export interface AccountDirectoryOptions {
  readonly client: OrganizationsClient;
  readonly managementAccountId: AccountId;
  readonly clock: Clock;
  /** For how long a member is cached. */
  readonly cacheSeconds?: number;
  /** The maximum number of cached members. */
  readonly cacheSize?: number;
}

/**
 * Never lists the organization: that would be thousands of pages. Caches only ACTIVE members, as any other state may change
 * soon.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html
 */
export function createAccountDirectory(options: AccountDirectoryOptions): AccountDirectory {
  const { client, managementAccountId, clock, cacheSeconds = 300, cacheSize = 10_000 } = options;
  const cached = new Map<AccountId, { readonly lookup: AccountLookup; readonly expiresAtMs: number }>();
  const pending = new Map<AccountId, Promise<AccountLookup>>();

  const describeUncached = async (id: AccountId): Promise<AccountLookup> => {
    if (id === managementAccountId) return { type: 'management-account' };
    const lookup = await describe(client, id, managementAccountId);
    cached.delete(id);
    if (lookup.type === 'member' && lookup.account.state === 'ACTIVE') {
      cached.set(id, { lookup, expiresAtMs: clock.now().getTime() + cacheSeconds * 1000 });
      evictOldest(cached, cacheSize);
    }
    return lookup;
  };

  return {
    describeUncached,
    async describe(id) {
      const known = cached.get(id);
      if (known && clock.now().getTime() < known.expiresAtMs) return known.lookup;
      const lookup = pending.get(id) ?? describeUncached(id).finally(() => pending.delete(id));
      pending.set(id, lookup);
      return lookup;
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
    const failure = failureIn(error);
    return { type: failure.reason === 'account-not-found' ? 'not-in-organization' : 'unreadable', failure };
  }
}

function evictOldest(cached: Map<AccountId, unknown>, size: number): void {
  const [oldest] = cached.keys();
  if (cached.size > size && oldest !== undefined) cached.delete(oldest);
}
