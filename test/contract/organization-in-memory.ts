import { type Credential, LOGIN_PROFILE_ID } from '../../src/domain/credentials.ts';
import { givenAccount, givenCredential } from '../support/builders.ts';
import type { MemoryOrganization } from '../support/memory/organization.ts';
import { createMemoryWorld } from '../support/memory/world.ts';
import type { OrganizationBackend } from './organization-backend.ts';
import { idsOf } from './organization-backend.ts';
import { COMPLIANT, MEMBER_IDS, PAYMENTS, PRODUCTION, SUSPENDED, WORKLOADS } from './organization-world.ts';

/** The same organization as `WORLD`. */
export async function givenOrganizationInMemory(): Promise<OrganizationBackend> {
  const world = createMemoryWorld();
  const { organization, log, clock } = world;
  addAccounts(organization);
  return {
    ...world,
    credentialIds: async (account) => idsOf(organization.credentials(account)),
    throttle: async (call, account) =>
      log.fail({
        call,
        ...(account !== undefined && { account }),
        failure: { reason: 'throttled', code: 'Throttling', message: 'Rate exceeded' },
      }),
    dropResponse: async (call) => log.dropResponse(call),
    advance: async (seconds) => clock.advance(seconds),
    setReadLag: async (seconds) => {
      organization.readLagSeconds = seconds;
    },
    countActiveOnly: async () => {
      organization.summaryCountsInactive = false;
    },
    deactivateCertificate: async (account, certificateId) =>
      organization.setCredentials(
        account,
        organization
          .credentials(account)
          .map((one) => (one.id === certificateId ? { ...one, status: 'Inactive' } : one)),
      ),
    disableRootCredentialsManagement: async () => {
      organization.features.delete('RootCredentialsManagement');
    },
    disableTrustedAccess: async () => {
      organization.trustedAccess = false;
    },
    join: async (id) =>
      organization.setAccount(givenAccount({ id, joinedMethod: 'INVITED', joinedAt: clock.now() }), [
        { kind: 'login-profile', id: LOGIN_PROFILE_ID, createdAt: clock.now(), status: undefined },
      ]),
    close: async () => undefined,
  };
}

function addAccounts(organization: MemoryOrganization): void {
  const long = { joinedMethod: undefined, joinedAt: undefined };
  for (const id of MEMBER_IDS) organization.setAccount(givenAccount({ ...long, id, name: `account-${id}` }));
  organization.setAccount(
    givenAccount({
      id: PAYMENTS,
      name: 'payments',
      joinedMethod: 'INVITED',
      joinedAt: new Date('2026-01-05T09:00:00Z'),
      organizationalUnits: [WORKLOADS, PRODUCTION],
    }),
    credentialsOfPayments(),
  );
  organization.setAccount(
    givenAccount({
      id: COMPLIANT,
      name: 'sandbox',
      joinedMethod: 'CREATED',
      joinedAt: new Date('2026-02-01T00:00:00Z'),
    }),
  );
  organization.setAccount(
    givenAccount({
      ...long,
      id: SUSPENDED,
      name: 'old',
      state: 'SUSPENDED',
      organizationalUnits: [WORKLOADS],
    }),
  );
}

function credentialsOfPayments(): readonly Credential[] {
  return [
    givenCredential('login-profile', { createdAt: new Date('2025-11-02T10:00:00Z') }),
    givenCredential('access-key', {
      id: 'AKIAROOT333333333333',
      status: 'Inactive',
      createdAt: new Date('2024-03-01T00:00:00Z'),
    }),
    givenCredential('signing-certificate', {
      id: 'CERT333333333333EXAMPLE0',
      createdAt: new Date('2023-01-01T00:00:00Z'),
    }),
    givenCredential('mfa-device', {
      id: `arn:aws:iam::${PAYMENTS}:mfa/Authapp`,
      createdAt: new Date('2025-11-02T10:05:00Z'),
    }),
  ];
}
