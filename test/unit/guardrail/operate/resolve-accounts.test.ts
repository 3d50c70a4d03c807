import { describe, expect, it } from 'vitest';
import type { MemberAccount } from '../../../../src/domain/account.ts';
import { resolveAccounts } from '../../../../src/guardrail/operate/resolve-accounts.ts';
import { givenAccount } from '../../../support/builders.ts';
import { givenMembers, givenSweeper } from '../sweep-fixture.ts';

const LIST = 'organizations:ListAccounts';

function givenOrganizationOf(members: Parameters<typeof givenSweeper>[0]) {
  const world = givenSweeper(members);
  const deps = {
    ...world,
    managementAccountId: world.organization.managementAccountId,
    unitFinder: { listByName: async () => new Map() },
  };
  return {
    ...world,
    resolve: (...accounts: string[]) => resolveAccounts(deps, { accounts, organizationalUnits: [] }),
    resolveUnit: (unit: string) => resolveAccounts(deps, { accounts: [], organizationalUnits: [unit] }),
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
    const { resolve } = givenOrganizationOf(45);
    const { members, countMembers, ...others } = await resolve();
    expect(others).toEqual({ includesManagementAccount: true, unreadable: [] });
    expect(await countMembers()).toBe(45);
    expect(await idsOf(members)).toEqual(givenMembers(45).map(({ id }) => id));
  });

  it('come page by page, the first of which is waited for', async () => {
    const { resolve, listings } = givenOrganizationOf(45);
    const { members } = await resolve();
    expect(listings()).toBe(1);
    await idsOf(members);
    expect(listings()).toBe(3);
  });

  it('are none in an organization without members', async () => {
    const { resolve } = givenOrganizationOf(0);
    expect(await idsOf((await resolve()).members)).toEqual([]);
  });

  it('fail at once when they cannot be listed', async () => {
    const { resolve, log } = givenOrganizationOf(45);
    log.fail({ call: LIST, failure: { code: 'Throttling', reason: 'throttled' } });
    await expect(resolve()).rejects.toMatchObject({ code: 'aws-call-failed' });
  });

  it('are the named ones', async () => {
    const { resolve, listings } = givenOrganizationOf(45);
    const { members, countMembers, includesManagementAccount } = await resolve('300000000007');
    expect(await idsOf(members)).toEqual(['300000000007']);
    expect(await countMembers()).toBe(1);
    expect(includesManagementAccount).toBe(false);
    expect(listings()).toBe(0);
  });

  it('are those of the named organizational unit, and no other, where no account is named', async () => {
    const unit = 'ou-ab12-cdef3456';
    const { resolveUnit, listings } = givenOrganizationOf([
      ...givenMembers(3, [unit]),
      givenAccount({ id: '444444444444' }),
    ]);
    const { members, countMembers, includesManagementAccount } = await resolveUnit(unit);
    expect(await idsOf(members)).toEqual(givenMembers(3).map(({ id }) => id));
    expect(await countMembers()).toBe(3);
    expect(includesManagementAccount).toBe(false);
    expect(listings()).toBe(0);
  });
});
