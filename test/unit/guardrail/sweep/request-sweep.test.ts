import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { requestSweep } from '../../../../src/guardrail/sweep/request-sweep.ts';
import { NOW } from '../guard-fixture.ts';
import { givenSweeper } from '../sweep-fixture.ts';

const ACCOUNTS = [parseAccountId('333333333333'), parseAccountId('444444444444')];
const UNIT = parseOrganizationalUnitId('ou-sbox-work0001');

describe('a request for a sweep', () => {
  it('of the organization is processed by the next run of the sweeper', async () => {
    const { deps, requestedScopes, triggerQueue } = givenSweeper(1);
    await requestSweep(deps, { type: 'organization' });
    expect(await requestedScopes.read()).toMatchObject([
      { scope: { type: 'organization' }, requestedAt: NOW },
    ]);
    expect(triggerQueue.sent).toEqual([]);
  });

  it('of accounts and units queues the accounts at once', async () => {
    const { deps, requestedScopes, triggerQueue } = givenSweeper(1);
    await requestSweep(deps, { type: 'named', accounts: ACCOUNTS, organizationalUnits: [UNIT] });
    expect(await requestedScopes.read()).toMatchObject([
      { scope: { type: 'organizational-unit', organizationalUnit: UNIT } },
    ]);
    expect(triggerQueue.receiveDue()).toEqual(
      ACCOUNTS.map((account) => ({ account, why: 'operator', requestedAt: NOW, event: undefined })),
    );
  });

  it('is not made where no account of the organization can be audited', async () => {
    const { deps, organization, requestedScopes } = givenSweeper(1);
    organization.features.delete('RootCredentialsManagement');
    await expect(requestSweep(deps, { type: 'organization' })).rejects.toMatchObject({
      failure: { reason: 'root-credentials-management-off' },
    });
    expect(await requestedScopes.read()).toEqual([]);
  });
});
