import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from './backend.ts';
import { itReadsTheOrganization } from './on-any-organization.ts';
import type { OrganizationBackend } from './organization-backend.ts';
import { ORGANIZATION_BACKENDS } from './organization-implementations.ts';
import {
  COMPLIANT,
  MEMBER_IDS,
  OUTSIDE,
  onAnyOrganization,
  PAYMENTS,
  PRODUCTION,
  SUSPENDED,
  WORKLOADS,
} from './organization-world.ts';
import { actionsOf } from './used-actions.ts';

const PAYMENTS_ACCOUNT = {
  id: PAYMENTS,
  name: 'payments',
  state: 'ACTIVE',
  joinedMethod: 'INVITED',
  joinedAt: new Date('2026-01-05T09:00:00Z'),
  organizationalUnits: [WORKLOADS, PRODUCTION],
};

describe.each(ORGANIZATION_BACKENDS)('the organization ($backend)', ({ open }) => {
  let backend: OrganizationBackend;
  beforeEach(async () => {
    backend = await open();
  });
  afterEach(() => backend.close());

  itReadsTheOrganization(() => onAnyOrganization(backend));

  it.each(['describe', 'describeUncached'] as const)(
    'is read by %s: all fields of a member',
    async (find) => {
      const { directory } = backend;
      expect(await directory[find](PAYMENTS)).toEqual({ type: 'member', account: PAYMENTS_ACCOUNT });
      expect(await directory[find](COMPLIANT)).toMatchObject({ account: { organizationalUnits: [] } });
      expect(await directory[find](SUSPENDED)).toMatchObject({ account: { state: 'SUSPENDED' } });
    },
  );

  it('reports an account as unreadable when the look-up is throttled', async () => {
    await backend.throttle('organizations:DescribeAccount', PAYMENTS);
    expect(await backend.directory.describeUncached(PAYMENTS)).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'throttled', call: 'organizations:DescribeAccount' },
    });
  });

  it('finds an account that has just joined', async () => {
    expect(await backend.directory.describe(OUTSIDE)).toMatchObject({
      type: 'not-in-organization',
      failure: { reason: 'account-not-found', code: 'AccountNotFoundException' },
    });
    await backend.join(OUTSIDE);
    expect(await backend.directory.describe(OUTSIDE)).toMatchObject({
      type: 'member',
      account: { joinedMethod: 'INVITED' },
    });
  });

  it('lists every member in pages of at most 20, without the management account', async () => {
    const ids: string[] = [];
    let next: string | undefined;
    do {
      const page = await backend.lister.listAccounts(next);
      if (page.type === 'outdated') throw new Error('outdated');
      expect(page.accounts.length).toBeLessThanOrEqual(20);
      ids.push(...page.accounts.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    expect(ids.toSorted()).toEqual(MEMBER_IDS);
  });

  it('counts every member, without the management account', async () => {
    expect(await backend.lister.countAccounts()).toBe(MEMBER_IDS.length);
    await backend.throttle('organizations:ListAccounts');
    await expect(backend.lister.countAccounts()).rejects.toMatchObject({ code: 'aws-call-failed' });
  });

  it('lists an account as it is described', async () => {
    const members = [];
    let next: string | undefined;
    do {
      const page = await backend.lister.listAccounts(next);
      if (page.type === 'outdated') throw new Error('outdated');
      members.push(...page.accounts);
      next = page.next;
    } while (next !== undefined);
    expect(members.find(({ id }) => id === PAYMENTS)).toEqual(PAYMENTS_ACCOUNT);
  });

  it('throws when a listing is throttled, and never returns an empty page', async () => {
    await backend.throttle('organizations:ListAccounts');
    await expect(backend.lister.listAccounts(undefined)).rejects.toMatchObject({ code: 'aws-call-failed' });
    await backend.throttle('organizations:ListAccountsForParent');
    await expect(collect(backend.lister.listAccountsUnder(WORKLOADS))).rejects.toMatchObject({
      code: 'aws-call-failed',
    });
  });

  it('lists the members of an organizational unit and of those below it', async () => {
    const under = await collect(backend.lister.listAccountsUnder(WORKLOADS));
    expect(under.map(({ id }) => id).toSorted()).toEqual([PAYMENTS, SUSPENDED]);
    expect(await collect(backend.lister.listAccountsUnder(PRODUCTION))).toEqual([PAYMENTS_ACCOUNT]);
  });

  it('no longer reads a feature that was disabled', async () => {
    const { features } = backend;
    const both = await features.readFeatures();
    expect(both).toMatchObject({ type: 'readable' });
    if (both.type === 'readable') {
      expect(both.enabled.toSorted()).toEqual(['RootCredentialsManagement', 'RootSessions']);
    }
    await backend.disableRootCredentialsManagement();
    expect(await features.readFeatures()).toEqual({ type: 'readable', enabled: ['RootSessions'] });
  });

  it('reports features as unreadable when trusted access is off', async () => {
    await backend.disableTrustedAccess();
    expect(await backend.features.readFeatures()).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'trusted-access-off', code: 'ServiceAccessNotEnabledException' },
    });
  });
});

describe('the IAM permissions', () => {
  it.each(['accountDirectory', 'accountLister'] as const)(
    '%s: the adapter uses what it is granted, except ListParents, which is for accounts without paths',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted.filter((action) => action !== 'organizations:ListParents'));
    },
  );

  it('featuresReader: the adapter uses exactly the actions that it is granted', () => {
    const { used, granted } = actionsOf('featuresReader');
    expect(used).toEqual(granted);
  });
});
