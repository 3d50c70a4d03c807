import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { startTestSandbox, type TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRootAccessReader, createRootAccessSwitch } from '../../src/aws/organizations/root-access.ts';
import { createUnitNames } from '../../src/aws/organizations/unit-names.ts';
import { parseAccountId, parseOrganizationalUnitId } from '../../src/domain/account.ts';
import { HOME, MANAGEMENT, PAYMENTS, PRODUCTION, WORKLOADS, WORLD } from './organization-world.ts';
import { actionsOf, recordActions } from './used-actions.ts';

function accessOf(sandbox: TestSandbox, account: string) {
  const clients = () => ({
    iam: sandbox.client(IAMClient, account),
    organizations: sandbox.client(OrganizationsClient, account),
  });
  const [reading, switching] = [clients(), clients()];
  recordActions(reading.iam, 'iam', 'rootAccessReader');
  recordActions(reading.organizations, 'organizations', 'rootAccessReader');
  recordActions(switching.iam, 'iam', 'rootAccessSwitch');
  recordActions(switching.organizations, 'organizations', 'rootAccessSwitch');
  return { reader: createRootAccessReader(reading), access: createRootAccessSwitch(switching) };
}

describe('root access of the organization', () => {
  it('can be read and changed from the management account', async () => {
    const sandbox = await startTestSandbox(onTestFinished, {
      ...WORLD,
      organization: { ...WORLD.organization, trustedServices: [], features: [], delegatedAdministrators: {} },
    });
    const { reader, access } = accessOf(sandbox, MANAGEMENT);
    expect(await reader.readTrustedAccess()).toEqual({ type: 'readable', value: false });
    expect(await access.enableFeature('RootSessions')).toMatchObject({
      type: 'refused',
      failure: { reason: 'trusted-access-off' },
    });

    expect(await access.enableTrustedAccess()).toEqual({ type: 'changed' });
    expect(await access.enableFeature('RootCredentialsManagement')).toEqual({ type: 'changed' });
    expect(await access.enableFeature('RootSessions')).toEqual({ type: 'changed' });
    for (let time = 1; time <= 2; time += 1) {
      expect(await access.registerDelegatedAdministrator(HOME)).toEqual({ type: 'changed' });
    }
    expect(await reader.readTrustedAccess()).toEqual({ type: 'readable', value: true });
    expect(await reader.readDelegatedAdministrators()).toEqual({ type: 'readable', value: [HOME] });
    expect(await access.disableFeature('RootSessions')).toEqual({ type: 'changed' });
    expect(await access.disableFeature('RootCredentialsManagement')).toEqual({ type: 'changed' });
    expect(await reader.readFeatures()).toEqual({ type: 'readable', enabled: [] });
  });

  it('cannot be enabled by the delegated administrator', async () => {
    const { access } = accessOf(await startTestSandbox(onTestFinished, WORLD), HOME);
    expect(await access.enableFeature('RootSessions')).toMatchObject({
      type: 'refused',
      failure: { call: 'iam:EnableOrganizationsRootSessions', code: 'CallerIsNotManagementAccountException' },
    });
  });

  it('cannot be read by other accounts', async () => {
    const { reader } = accessOf(await startTestSandbox(onTestFinished, WORLD), PAYMENTS);
    for (const reading of [
      await reader.readTrustedAccess(),
      await reader.readFeatures(),
      await reader.readDelegatedAdministrators(),
    ]) {
      expect(reading).toMatchObject({ type: 'unreadable', failure: { reason: 'not-delegated' } });
    }
  });
});

describe('the names of organizational units', () => {
  it('are read, except of units that cannot be read', async () => {
    const sandbox = await startTestSandbox(onTestFinished, WORLD);
    const client = sandbox.client(OrganizationsClient, parseAccountId(HOME));
    recordActions(client, 'organizations', 'unitNames');
    const unknown = parseOrganizationalUnitId('ou-sbox-none0001');
    const names = await createUnitNames(client).readNames(new Set([WORKLOADS, PRODUCTION, unknown]));
    expect([...names.keys()]).toEqual([WORKLOADS, PRODUCTION]);
  });
});

describe('the IAM permissions', () => {
  it.each(['rootAccessReader', 'rootAccessSwitch', 'unitNames'] as const)(
    '%s: the adapter uses exactly the actions that it is granted',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
