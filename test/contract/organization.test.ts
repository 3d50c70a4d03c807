import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from './backend.ts';
import { itReadsTheOrganization } from './on-any-organization.ts';
import type { OrganizationPlace } from './organization-backend.ts';
import { ORGANIZATION_PLACES } from './organization-backends.ts';
import {
  CLEAN,
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

describe.each(ORGANIZATION_PLACES)('organization $place', ({ open }) => {
  let place: OrganizationPlace;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.close());

  itReadsTheOrganization(() => onAnyOrganization(place));

  it.each(['describe', 'describeUncached'] as const)(
    '%s tells all there is to know of a member',
    async (find) => {
      const { directory } = place;
      expect(await directory[find](PAYMENTS)).toEqual({ type: 'member', account: PAYMENTS_ACCOUNT });
      expect(await directory[find](CLEAN)).toMatchObject({ account: { organizationalUnits: [] } });
      expect(await directory[find](SUSPENDED)).toMatchObject({ account: { state: 'SUSPENDED' } });
    },
  );

  it('a look-up that is throttled says nothing about the account', async () => {
    await place.throttle('organizations:DescribeAccount', PAYMENTS);
    expect(await place.directory.describeUncached(PAYMENTS)).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'throttled', call: 'organizations:DescribeAccount' },
    });
  });

  it('an account that has just joined is a member', async () => {
    expect(await place.directory.describe(OUTSIDE)).toEqual({ type: 'not-in-organization' });
    await place.join(OUTSIDE);
    expect(await place.directory.describe(OUTSIDE)).toMatchObject({
      type: 'member',
      account: { joinedMethod: 'INVITED' },
    });
  });

  it('lists every member on pages of 20 at most, without the management account', async () => {
    const ids: string[] = [];
    let next: string | undefined;
    do {
      const page = await place.lister.listAccounts(next);
      if (page.type === 'outdated') throw new Error('outdated');
      expect(page.accounts.length).toBeLessThanOrEqual(20);
      ids.push(...page.accounts.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    expect(ids.toSorted()).toEqual(MEMBER_IDS);
  });

  it('counts every member, without the management account', async () => {
    expect(await place.lister.countAccounts()).toBe(MEMBER_IDS.length);
    await place.throttle('organizations:ListAccounts');
    await expect(place.lister.countAccounts()).rejects.toMatchObject({ code: 'aws-call-failed' });
  });

  it('lists an account as it is described', async () => {
    const members = [];
    let next: string | undefined;
    do {
      const page = await place.lister.listAccounts(next);
      if (page.type === 'outdated') throw new Error('outdated');
      members.push(...page.accounts);
      next = page.next;
    } while (next !== undefined);
    expect(members.find(({ id }) => id === PAYMENTS)).toEqual(PAYMENTS_ACCOUNT);
  });

  it('a listing that is throttled is an error, never an empty page', async () => {
    await place.throttle('organizations:ListAccounts');
    await expect(place.lister.listAccounts(undefined)).rejects.toMatchObject({ code: 'aws-call-failed' });
    await place.throttle('organizations:ListAccountsForParent');
    await expect(collect(place.lister.listAccountsUnder(WORKLOADS))).rejects.toMatchObject({
      code: 'aws-call-failed',
    });
  });

  it('lists the members of an organizational unit and of those below it', async () => {
    const under = await collect(place.lister.listAccountsUnder(WORKLOADS));
    expect(under.map(({ id }) => id).toSorted()).toEqual([PAYMENTS, SUSPENDED]);
    expect(await collect(place.lister.listAccountsUnder(PRODUCTION))).toEqual([PAYMENTS_ACCOUNT]);
  });

  it('reads which features are still on', async () => {
    const { features } = place;
    const both = await features.readFeatures();
    expect(both).toMatchObject({ type: 'readable' });
    if (both.type === 'readable') {
      expect(both.enabled.toSorted()).toEqual(['RootCredentialsManagement', 'RootSessions']);
    }
    await place.disableRootCredentialsManagement();
    expect(await features.readFeatures()).toEqual({ type: 'readable', enabled: ['RootSessions'] });
  });

  it('tells that trusted access is off', async () => {
    await place.disableTrustedAccess();
    expect(await place.features.readFeatures()).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'trusted-access-off', code: 'ServiceAccessNotEnabledException' },
    });
  });
});

describe('permissions', () => {
  it.each(['accountDirectory', 'accountLister'] as const)(
    '%s uses what it is granted, and ListParents only where an account tells no path',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted.filter((action) => action !== 'organizations:ListParents'));
    },
  );

  it('featuresReader uses what it is granted, and all of it', () => {
    const { used, granted } = actionsOf('featuresReader');
    expect(used).toEqual(granted);
  });
});
