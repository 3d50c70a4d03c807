import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createUnitFinder } from '../../src/aws/organizations/unit-finder.ts';
import type { UnitFinder } from '../../src/guardrail/ports/organization.ts';
import { HOME, MANAGEMENT } from './organization-world.ts';
import { actionsOf, recordActions } from './used-actions.ts';

/** More units than one page of a listing has. */
const MANY = Array.from({ length: 25 }, (_, index) => ({
  id: `ou-sbox-many${String(index).padStart(4, '0')}`,
  name: `team-${index}`,
  parent: 'ou-sbox-work0001',
}));

describe('the unit finder', () => {
  let sandbox: Sandbox;
  let finder: UnitFinder;
  const clients: { destroy(): void }[] = [];
  beforeAll(async () => {
    sandbox = await startSandbox({
      world: {
        organization: {
          managementAccountId: MANAGEMENT,
          delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
          organizationalUnits: [
            { id: 'ou-sbox-work0001', name: 'workloads', parent: 'r-sbox' },
            { id: 'ou-sbox-test0001', name: 'sandboxes', parent: 'r-sbox' },
            { id: 'ou-sbox-prod0001', name: 'production', parent: 'ou-sbox-work0001' },
            { id: 'ou-sbox-prod0002', name: 'production', parent: 'ou-sbox-test0001' },
            ...MANY,
          ],
        },
        accounts: [{ id: MANAGEMENT }, { id: HOME }],
      },
    });
    const credentials = { accessKeyId: HOME, secretAccessKey: 'sandbox' };
    const own = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
    clients.push(own);
    recordActions(own.organizations, 'organizations', 'unitFinder');
    finder = createUnitFinder(own.organizations);
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await sandbox.close();
  });

  it('lists the units of every level and page by name, including all with the same name', async () => {
    const byName = await finder.listByName();
    expect(byName.get('workloads')).toEqual(['ou-sbox-work0001']);
    expect(byName.get('production')).toEqual(['ou-sbox-prod0001', 'ou-sbox-prod0002']);
    expect(byName.get('team-24')).toEqual(['ou-sbox-many0024']);
    expect(byName.has('nobody')).toBe(false);
  });

  it.each(['ListRoots', 'ListOrganizationalUnitsForParent'])(
    'throws when %s is refused, and never leaves a unit out',
    async (operation) => {
      const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message: 'no' } as const;
      sandbox.faults.inject({ service: 'organizations', operation, times: 1, effect });
      await expect(finder.listByName()).rejects.toMatchObject({
        failure: { call: `organizations:${operation}`, code: 'AccessDeniedException' },
      });
    },
  );

  it('uses exactly the actions that it is granted', () => {
    const { used, granted } = actionsOf('unitFinder');
    expect(used).toEqual(granted);
  });
});
