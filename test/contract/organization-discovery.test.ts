import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { startTestSandbox, type TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOrganizationDiscovery } from '../../src/aws/inspection/organization-discovery.ts';
import { HOME, MANAGEMENT } from './organization-world.ts';
import { actionsOf, recordActions } from './used-actions.ts';

const MANY = Array.from({ length: 45 }, (_, index) => ({
  id: `3000000000${String(index).padStart(2, '0')}`,
  name: `team-${index}`,
}));
const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';

function givenSandbox() {
  return startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      trustedServices: ['iam.amazonaws.com', 'controltower.amazonaws.com'],
      delegatedAdministrators: { 'iam.amazonaws.com': [HOME], [STACK_SETS]: [HOME] },
    },
    accounts: [{ id: MANAGEMENT, name: 'management' }, { id: HOME, name: 'home' }, ...MANY],
    trails: [
      {
        account: MANAGEMENT,
        name: 'aws-controltower-BaselineCloudTrail',
        organization: true,
        homeRegion: 'eu-central-1',
      },
    ],
  });
}

function discoveryFrom(sandbox: TestSandbox, account: string) {
  const organizations = sandbox.client(OrganizationsClient, account);
  const cloudTrail = sandbox.client(CloudTrailClient, account);
  recordActions(organizations, 'organizations', 'organizationDiscovery');
  recordActions(cloudTrail, 'cloudtrail', 'organizationDiscovery');
  return createOrganizationDiscovery({ organizations, cloudTrail });
}

describe('the discovery of an organization', () => {
  it.each([MANAGEMENT, HOME])(
    'reads root, accounts, services and administrators from %s',
    async (account) => {
      const discovery = discoveryFrom(await givenSandbox(), account);
      expect(await discovery.readRootId()).toEqual({ type: 'readable', value: 'r-sbox' });
      const accounts = await discovery.readAccounts(1_000);
      expect(accounts).toMatchObject({ type: 'readable', value: { isComplete: true } });
      expect(accounts).toHaveProperty('value.accounts.length', 47);
      expect(await discovery.readTrustedServices()).toEqual({
        type: 'readable',
        value: ['iam.amazonaws.com', 'controltower.amazonaws.com'],
      });
      expect(await discovery.readDelegatedAdministrators(STACK_SETS)).toEqual({
        type: 'readable',
        value: [HOME],
      });
      expect(await discovery.readTrails()).toEqual({
        type: 'readable',
        value: [
          { name: 'aws-controltower-BaselineCloudTrail', homeRegion: 'eu-central-1', ofOrganization: true },
        ],
      });
    },
  );

  it('stops after the page that reaches the limit, and says that there are more', async () => {
    const accounts = await discoveryFrom(await givenSandbox(), MANAGEMENT).readAccounts(21);
    expect(accounts).toMatchObject({ type: 'readable', value: { isComplete: false } });
    expect(accounts).toHaveProperty('value.accounts.length', 40);
  });

  it('is unreadable from an account that may not ask', async () => {
    const discovery = discoveryFrom(await givenSandbox(), '300000000001');
    for (const reading of [
      discovery.readRootId(),
      discovery.readAccounts(1),
      discovery.readTrustedServices(),
      discovery.readDelegatedAdministrators('iam.amazonaws.com'),
    ]) {
      expect(await reading).toMatchObject({ type: 'unreadable', failure: { reason: 'not-delegated' } });
    }
  });

  it('calls what it is granted, and nothing else', () => {
    const { used, granted } = actionsOf('organizationDiscovery');
    expect(used).toEqual(granted);
  });
});
