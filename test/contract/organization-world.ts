import type { WorldInput } from 'organization-sandbox/world/schema.ts';
import { parseAccountId, parseOrganizationalUnitId } from '../../src/domain/account.ts';
import type { AnyOrganization } from './on-any-organization.ts';
import type { OrganizationBackend } from './organization-backend.ts';

/* The initial organization of both backends, as a world file. */

export const MANAGEMENT = parseAccountId('111111111111');
export const HOME = parseAccountId('222222222222');
/** Has one credential of each kind, and is in a nested organizational unit. */
export const PAYMENTS = parseAccountId('333333333333');
/** Has no root credentials, and is in the root of the organization. */
export const COMPLIANT = parseAccountId('444444444444');
export const SUSPENDED = parseAccountId('555555555555');
export const OUTSIDE = parseAccountId('999999999999');
export const WORKLOADS = parseOrganizationalUnitId('ou-sbox-work0001');
export const PRODUCTION = parseOrganizationalUnitId('ou-sbox-prod0001');

/** Enough accounts for several pages of a listing. */
const OTHERS = Array.from({ length: 40 }, (_, index) => String(600_000_000_000 + index));

export const WORLD: WorldInput = {
  organization: {
    id: 'o-sandbox0001',
    managementAccountId: MANAGEMENT,
    trustedServices: ['iam.amazonaws.com'],
    features: ['RootCredentialsManagement', 'RootSessions'],
    delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
    organizationalUnits: [
      { id: WORKLOADS, name: 'workloads', parent: 'r-sbox' },
      { id: PRODUCTION, name: 'production', parent: WORKLOADS },
    ],
  },
  accounts: [
    { id: MANAGEMENT, name: 'management' },
    { id: HOME, name: 'home' },
    {
      id: PAYMENTS,
      name: 'payments',
      joinedMethod: 'INVITED',
      joinedTimestamp: '2026-01-05T09:00:00Z',
      parent: PRODUCTION,
      root: {
        password: { createdAt: '2025-11-02T10:00:00Z' },
        accessKeys: [{ id: 'AKIAROOT333333333333', status: 'Inactive', createdAt: '2024-03-01T00:00:00Z' }],
        signingCertificates: [{ id: 'CERT333333333333EXAMPLE0', uploadedAt: '2023-01-01T00:00:00Z' }],
        mfaDevices: [
          { serialNumber: `arn:aws:iam::${PAYMENTS}:mfa/Authapp`, enabledAt: '2025-11-02T10:05:00Z' },
        ],
      },
    },
    { id: COMPLIANT, name: 'sandbox', joinedMethod: 'CREATED', joinedTimestamp: '2026-02-01T00:00:00Z' },
    { id: SUSPENDED, name: 'old', state: 'SUSPENDED', parent: WORKLOADS },
    ...OTHERS.map((id) => ({ id, name: `account-${id}` })),
  ],
};

export const MEMBER_IDS: readonly string[] = WORLD.accounts
  .map(({ id }) => id)
  .filter((id) => id !== MANAGEMENT)
  .toSorted();

/** The input of the part of the contract that runs on any organization. */
export function onAnyOrganization(backend: OrganizationBackend): AnyOrganization {
  return { ...backend, managementAccountId: MANAGEMENT, compliant: COMPLIANT, notInOrganization: OUTSIDE };
}
