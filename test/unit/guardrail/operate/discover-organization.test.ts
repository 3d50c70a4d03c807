import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import {
  discoverOrganization,
  isRootAccessReady,
} from '../../../../src/guardrail/operate/discover-organization.ts';
import type { RootAccess } from '../../../../src/guardrail/operate/root-access.ts';
import type { OrganizationDiscovery } from '../../../../src/guardrail/ports/organization-discovery.ts';
import { failure, readable, unreadable } from '../doctor/readings.ts';

const HOME = parseAccountId('222222222222');
const TRAIL = {
  name: 'aws-controltower-BaselineCloudTrail',
  homeRegion: 'eu-central-1',
  ofOrganization: true,
};
const OTHER_TRAIL = { name: 'audit', homeRegion: 'us-east-1', ofOrganization: true };

const ALL_ON: RootAccess = {
  trustedAccess: readable(true),
  features: { type: 'readable', enabled: ['RootCredentialsManagement', 'RootSessions'] },
  delegatedAdministrators: readable([HOME]),
};

function discover(readings: Partial<OrganizationDiscovery> = {}) {
  return discoverOrganization({
    discovery: {
      readRootId: async () => readable('r-sbox'),
      readAccounts: async () => readable({ accounts: [], isComplete: true }),
      readTrustedServices: async () => readable([]),
      readDelegatedAdministrators: async () => readable([HOME]),
      readTrails: async () => readable([OTHER_TRAIL]),
      ...readings,
    },
    rootAccess: {
      readTrustedAccess: async () => ALL_ON.trustedAccess,
      readFeatures: async () => ALL_ON.features,
      readDelegatedAdministrators: async () => ALL_ON.delegatedAdministrators,
    },
  });
}

describe('the discovery of an organization', () => {
  it('reads everything, and asks for the delegated administrators of StackSets', async () => {
    const asked: string[] = [];
    const discovered = await discover({
      readDelegatedAdministrators: async (service) => {
        asked.push(service);
        return readable([HOME]);
      },
    });
    expect(asked).toEqual(['member.org.stacksets.cloudformation.amazonaws.com']);
    expect(discovered).toMatchObject({
      rootId: readable('r-sbox'),
      rootAccess: ALL_ON,
      stackSetsAdministrators: readable([HOME]),
      controlTower: { type: 'not-in-use' },
    });
  });

  const trusted = async () => readable(['iam.amazonaws.com', 'controltower.amazonaws.com']);
  it.each([
    [
      'by its trail, which names the Region',
      { readTrails: async () => readable([OTHER_TRAIL, TRAIL]) },
      'eu-central-1',
    ],
    [
      'by its trail where trusted access cannot be read',
      { readTrails: async () => readable([TRAIL]), readTrustedServices: async () => unreadable },
      'eu-central-1',
    ],
    ['by its trusted access, without a Region', { readTrustedServices: trusted }, undefined],
    [
      'by its trusted access where trails cannot be read',
      { readTrustedServices: trusted, readTrails: async () => unreadable },
      undefined,
    ],
    [
      'by a trail without a Region',
      { readTrails: async () => readable([{ ...TRAIL, homeRegion: '' }]) },
      undefined,
    ],
  ])('finds AWS Control Tower %s', async (_how, readings, region) => {
    expect((await discover(readings)).controlTower).toEqual({ type: 'in-use', region });
  });

  it('does not say that AWS Control Tower is not in use where that cannot be read', async () => {
    const { controlTower } = await discover({ readTrustedServices: async () => unreadable });
    expect(controlTower).toEqual({ type: 'unknown', failure });
  });
});

describe('root access', () => {
  it('is ready where everything is on and the home account is delegated, or is the management account', () => {
    expect(isRootAccessReady(ALL_ON, HOME, false)).toBe(true);
    expect(isRootAccessReady({ ...ALL_ON, delegatedAdministrators: readable([]) }, HOME, true)).toBe(true);
  });

  it('is not ready where the home account is not delegated', () => {
    expect(isRootAccessReady({ ...ALL_ON, delegatedAdministrators: readable([]) }, HOME, false)).toBe(false);
  });

  it('is not known where something cannot be read', () => {
    expect(isRootAccessReady({ ...ALL_ON, features: unreadable }, HOME, false)).toBeUndefined();
  });
});
