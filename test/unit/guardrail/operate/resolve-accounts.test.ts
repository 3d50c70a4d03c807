import { describe, expect, it } from 'vitest';
import type { MemberAccount } from '../../../../src/domain/account.ts';
import { resolveAccounts } from '../../../../src/guardrail/operate/resolve-accounts.ts';
import { givenMembers, givenSweeper } from '../sweep/sweep-fixture.ts';

const LIST = 'organizations:ListAccounts';

function givenMeaning(members: number) {
  const world = givenSweeper(members);
  const deps = { ...world, managementAccountId: world.organization.managementAccountId };
  return {
    ...world,
    meant: (...accounts: string[]) => resolveAccounts(deps, { accounts, organizationalUnits: [] }),
    listings: () => world.calls().filter((call) => call === LIST).length,
  };
}

async function idsOf(members: Iterable<MemberAccount> | AsyncIterable<MemberAccount>) {
  const ids: string[] = [];
  for await (const { id } of members) ids.push(id);
  return ids;
}

describe('the selected accounts', () => {
  it('are all accounts for an empty selection, the management account included', async () => {
    const { meant } = givenMeaning(45);
    const { members, countMembers, ...others } = await meant();
    expect(others).toEqual({ includesManagementAccount: true, unreadable: [] });
    expect(await countMembers()).toBe(45);
    expect(await idsOf(members)).toEqual(givenMembers(45).map(({ id }) => id));
  });

  it('come page by page, the first of which is waited for', async () => {
    const { meant, listings } = givenMeaning(45);
    const { members } = await meant();
    expect(listings()).toBe(1);
    await idsOf(members);
    expect(listings()).toBe(3);
  });

  it('are none in an organization without members', async () => {
    const { meant } = givenMeaning(0);
    expect(await idsOf((await meant()).members)).toEqual([]);
  });

  it('fail at once when they cannot be listed', async () => {
    const { meant, log } = givenMeaning(45);
    log.fail({ call: LIST, failure: { code: 'Throttling', reason: 'throttled' } });
    await expect(meant()).rejects.toMatchObject({ code: 'aws-call-failed' });
  });

  it('are the named ones', async () => {
    const { meant, listings } = givenMeaning(45);
    const { members, countMembers, includesManagementAccount } = await meant('300000000007');
    expect(await idsOf(members)).toEqual(['300000000007']);
    expect(await countMembers()).toBe(1);
    expect(includesManagementAccount).toBe(false);
    expect(listings()).toBe(0);
  });
});
