import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { RootguardError } from '../../../../src/domain/errors.ts';
import { type AccountSelection, selectAccounts } from '../../../../src/guardrail/operate/select-accounts.ts';
import { givenAccount } from '../../../support/builders.ts';
import { givenSweeper } from '../sweep-fixture.ts';

const UNIT = 'ou-ab12-cdef3456';

const MEMBERS = [
  givenAccount({ id: '300000000001', name: 'payments', organizationalUnits: [UNIT] }),
  givenAccount({ id: '300000000002', name: 'twin' }),
  givenAccount({ id: '300000000003', name: 'twin', organizationalUnits: [UNIT] }),
];

function givenSelecting(members: Parameters<typeof givenSweeper>[0] = MEMBERS) {
  const world = givenSweeper(members);
  const deps = {
    ...world,
    managementAccountId: world.organization.managementAccountId,
    unitFinder: { listByName: async () => new Map([['workloads', [parseOrganizationalUnitId(UNIT)]]]) },
  };
  return {
    ...world,
    select: ({ accounts = [], organizationalUnits = [] }: Partial<AccountSelection>) =>
      selectAccounts(deps, { accounts, organizationalUnits }),
  };
}

const idsOf = ({ members }: Awaited<ReturnType<typeof selectAccounts>>) => members.map(({ id }) => id);

describe('a selection of accounts', () => {
  it('by id asks for that account and lists nothing', async () => {
    const { select, calls } = givenSelecting();
    expect(idsOf(await select({ accounts: ['300000000002'] }))).toEqual(['300000000002']);
    expect(calls().filter((call) => /list/i.test(call))).toEqual([]);
  });

  it('takes names, ids and organizational units together, each account once', async () => {
    const { select } = givenSelecting();
    const selected = await select({
      accounts: ['payments', '300000000002'],
      organizationalUnits: [UNIT],
    });
    expect(idsOf(await select({ organizationalUnits: ['workloads'] }))).toEqual([
      '300000000001',
      '300000000003',
    ]);
    expect(idsOf(selected)).toEqual(['300000000001', '300000000002', '300000000003']);
    expect(selected.includesManagementAccount).toBe(false);
  });

  it('names the management account without taking it for a member', async () => {
    const { select, organization } = givenSelecting();
    expect(await select({ accounts: [organization.managementAccountId] })).toEqual({
      members: [],
      includesManagementAccount: true,
      unreadable: [],
    });
  });

  it('names every account that does not exist, and every name that is not unique', async () => {
    const { select } = givenSelecting();
    await expect(select({ accounts: ['nobody', 'twin', 'Twin', '999999999999'] })).rejects.toMatchObject({
      code: 'unknown-account',
      issues: [
        '--account: the organization has no member account named "nobody"',
        '--account: 2 accounts are named "twin"; give the id: 300000000002, 300000000003',
        '--account: the organization has no member account named "Twin" (did you mean "twin"?)',
        '--account: account 999999999999 is not in the organization',
      ],
    });
  });

  it('names every account and every organizational unit that is not there, at once', async () => {
    const { select, lister } = givenSelecting();
    const gone = 'ou-ab12-gone0001';
    const listAccountsUnder = lister.listAccountsUnder.bind(lister);
    lister.listAccountsUnder = (unit) => {
      if (unit === gone) throw new RootguardError('unknown-organizational-unit', 'no such unit');
      return listAccountsUnder(unit);
    };
    const organizationalUnits = ['worklods', gone, UNIT];
    await expect(select({ accounts: ['paymets', 'tiwn'], organizationalUnits })).rejects.toMatchObject({
      code: 'unknown-account',
      issues: [
        '--account: the organization has no member account named "paymets" (did you mean "payments"?)',
        '--account: the organization has no member account named "tiwn" (did you mean "twin"?)',
        '--ou: the organization has no organizational unit named "worklods" (did you mean "workloads"?)',
        expect.stringContaining(`--ou: the organization has no organizational unit ${gone};`),
      ],
    });
    await expect(select({ accounts: ['payments'], organizationalUnits })).rejects.toMatchObject({
      code: 'unknown-organizational-unit',
    });
  });

  it('fails where the accounts of a unit cannot be listed', async () => {
    const { select, log } = givenSelecting();
    log.fail({
      call: 'organizations:ListAccountsForParent',
      failure: { code: 'Throttling', reason: 'throttled' },
    });
    await expect(select({ organizationalUnits: [UNIT] })).rejects.toMatchObject({ code: 'aws-call-failed' });
  });

  it('keeps an account that could not be looked up', async () => {
    const { select, log } = givenSelecting();
    log.fail({ call: 'organizations:DescribeAccount', failure: { code: 'Throttling', reason: 'throttled' } });
    expect(await select({ accounts: ['300000000002', '300000000001'] })).toMatchObject({
      members: [{ id: '300000000001' }],
      unreadable: [{ id: parseAccountId('300000000002'), failure: { reason: 'throttled' } }],
    });
  });
});
