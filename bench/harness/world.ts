import type { WorldAccountInput, WorldInput } from 'organization-sandbox/world/schema.ts';

export const MANAGEMENT = '111111111111';
export const HOME = '222222222222';

/** The first of the accounts of `worldOf`; the others follow in order. */
const FIRST = 300_000_000_000;

export function memberId(index: number): string {
  return String(FIRST + index);
}

/**
 * An organization with `accounts` member accounts beside the home account.
 * @param passwordEvery every nth account has an old root password; none if undefined
 */
export function worldOf(accounts: number, passwordEvery?: number): WorldInput {
  const members = Array.from({ length: accounts }, (_, index): WorldAccountInput => {
    const hasPassword = passwordEvery !== undefined && index % passwordEvery === 0;
    return {
      id: memberId(index),
      name: `member-${index}`,
      parent: 'ou-sbox-work0001',
      ...(hasPassword && { root: { password: { createdAt: '2025-01-01T00:00:00Z' } } }),
    };
  });
  return {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
      organizationalUnits: [{ id: 'ou-sbox-work0001', name: 'workloads', parent: 'r-sbox' }],
    },
    accounts: [{ id: MANAGEMENT }, { id: HOME, name: 'home' }, ...members],
  };
}
