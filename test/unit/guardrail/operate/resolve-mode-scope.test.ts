import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import {
  resolveModeScope,
  resolveOverrides,
  scopesToAudit,
} from '../../../../src/guardrail/operate/resolve-mode-scope.ts';
import { givenAccount, givenPolicy } from '../../../support/builders.ts';
import { givenSweeper } from '../sweep-fixture.ts';

const UNIT = parseOrganizationalUnitId('ou-ab12-cdef3456');
const PAYMENTS = parseAccountId('300000000001');
const GONE = parseAccountId('300000000009');

function givenOrganization() {
  const world = givenSweeper([givenAccount({ id: PAYMENTS, name: 'payments', organizationalUnits: [UNIT] })]);
  return {
    ...world,
    managementAccountId: world.organization.managementAccountId,
    unitFinder: { listByName: async () => new Map([['workloads', [UNIT]]]) },
  };
}

describe('the scope of a change of modes', () => {
  it('has the ids of units and accounts that were named', async () => {
    const named = { accounts: ['payments'], organizationalUnits: ['workloads'] };
    expect(await resolveModeScope(givenOrganization(), named)).toEqual({
      accounts: [PAYMENTS],
      organizationalUnits: [UNIT],
    });
  });

  it('cannot be the management account', async () => {
    const deps = givenOrganization();
    const named = { accounts: [deps.managementAccountId], organizationalUnits: [] };
    await expect(resolveModeScope(deps, named)).rejects.toMatchObject({
      code: 'unknown-account',
      issues: ['--account: the management account has no mode, as AWS opens no root sessions in it'],
    });
  });

  it('is not known where an account that is named could not be looked up', async () => {
    const deps = givenOrganization();
    deps.log.fail({ call: 'organizations:DescribeAccount', failure: { reason: 'not-authorized' } });
    const named = { accounts: [PAYMENTS], organizationalUnits: [] };
    await expect(resolveModeScope(deps, named)).rejects.toMatchObject({
      code: 'aws-call-failed',
      failure: { reason: 'not-authorized' },
    });
  });

  it('is audited again: the whole organization, or each unit and account', () => {
    expect(scopesToAudit({ accounts: [], organizationalUnits: [] })).toEqual([{ type: 'organization' }]);
    expect(scopesToAudit({ accounts: [PAYMENTS], organizationalUnits: [UNIT] })).toEqual([
      { type: 'account', account: PAYMENTS },
      { type: 'organizational-unit', organizationalUnit: UNIT },
    ]);
  });
});

describe('overrides that are taken out', () => {
  const policy = givenPolicy({
    accountModes: { [GONE]: 'observe', [PAYMENTS]: 'observe' },
    organizationalUnitModes: { [UNIT]: 'observe' },
  });

  it('may be of an account that has left the organization', async () => {
    const named = { accounts: [GONE, 'payments'], organizationalUnits: ['workloads'] };
    expect(await resolveOverrides(givenOrganization(), policy, named)).toEqual({
      accounts: [GONE, PAYMENTS],
      organizationalUnits: [UNIT],
    });
  });

  it('are refused with each that has no mode of its own', async () => {
    const named = { accounts: [GONE, 'payments'], organizationalUnits: [UNIT] };
    await expect(resolveOverrides(givenOrganization(), givenPolicy(), named)).rejects.toMatchObject({
      code: 'no-override',
      issues: [
        `--account: ${GONE} has no mode of its own`,
        `--account: ${PAYMENTS} has no mode of its own`,
        `--ou: ${UNIT} has no mode of its own`,
      ],
    });
  });
});
