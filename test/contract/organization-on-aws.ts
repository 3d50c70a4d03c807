import { DisableOrganizationsRootCredentialsManagementCommand } from '@aws-sdk/client-iam';
import {
  DeregisterDelegatedAdministratorCommand,
  DisableAWSServiceAccessCommand,
} from '@aws-sdk/client-organizations';
import { createClock } from 'organization-sandbox/clock.ts';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { type AwsClients, createAwsClients } from '../../src/aws/clients.ts';
import { createAccountDirectory } from '../../src/aws/organizations/account-directory.ts';
import { createAccountLister } from '../../src/aws/organizations/account-lister.ts';
import { createFeaturesReader } from '../../src/aws/organizations/features-reader.ts';
import { createRootAuditor } from '../../src/aws/root-session/root-auditor.ts';
import { createRootRecoverer } from '../../src/aws/root-session/root-recoverer.ts';
import { createRootRemover } from '../../src/aws/root-session/root-remover.ts';
import { createRootSessions } from '../../src/aws/root-session/root-session.ts';
import type { AccountId } from '../../src/domain/account.ts';
import { LOGIN_PROFILE_ID } from '../../src/domain/credentials.ts';
import { createMemoryClock } from '../support/memory/clock.ts';
import type { OrganizationBackend } from './organization-backend.ts';
import { HOME, MANAGEMENT, WORLD } from './organization-world.ts';
import { recordActions } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00Z');
const IAM = 'iam.amazonaws.com';

/** The sandbox over HTTP, called by the SDK from the delegated administrator account. */
export async function givenOrganizationOnAws(): Promise<OrganizationBackend> {
  const sandbox = await startSandbox({ world: WORLD, clock: createClock({ start: NOON, mode: 'manual' }) });
  const clientsOf = (accessKeyId: string) =>
    createAwsClients({
      endpoint: sandbox.endpoint,
      credentials: { accessKeyId, secretAccessKey: 'sandbox' },
      maxAttempts: 1,
    });
  const home = clientsOf(HOME);
  const lister = clientsOf(HOME);
  const features = clientsOf(HOME);
  const management = clientsOf(MANAGEMENT);
  recordActions(home.sts, 'sts', 'rootAuditor');
  recordActions(home.organizations, 'organizations', 'accountDirectory');
  recordActions(lister.organizations, 'organizations', 'accountLister');
  recordActions(features.iam, 'iam', 'featuresReader');

  const open = createRootSessions({ ...home, partition: 'aws' });
  return {
    auditor: createRootAuditor(open),
    remover: createRootRemover(open),
    recoverer: createRootRecoverer(open),
    directory: createAccountDirectory({
      client: home.organizations,
      managementAccountId: MANAGEMENT,
      clock: createMemoryClock(),
    }),
    lister: createAccountLister({ client: lister.organizations, managementAccountId: MANAGEMENT }),
    features: createFeaturesReader(features.iam),
    credentialIds: async (account) => credentialIdsIn(sandbox, account),
    async throttle(call, account) {
      const [service = '', operation = ''] = call.split(':');
      const effect = { type: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' } as const;
      sandbox.faults.inject({ service, operation, account, times: 1, effect });
    },
    async dropResponse(call) {
      const [service = '', operation = ''] = call.split(':');
      sandbox.faults.inject({ service, operation, times: 1, effect: { type: 'drop-response' } });
    },
    advance: async (seconds) => sandbox.clock.advance(seconds),
    setReadLag: async (seconds) => sandbox.settings.change({ readConsistencyDelaySeconds: seconds }),
    countActiveOnly: async () => sandbox.settings.change({ summaryCountsInactive: false }),
    deactivateCertificate: async (account, id) => deactivateCertificate(sandbox, account, id),
    async disableRootCredentialsManagement() {
      await management.iam.send(new DisableOrganizationsRootCredentialsManagementCommand({}));
    },
    disableTrustedAccess: () => disableTrustedAccess(management),
    async join(id) {
      sandbox.join({ id, name: 'joined', joinedMethod: 'INVITED', root: { password: {} } });
    },
    async close() {
      for (const { destroy } of [home, lister, features, management]) destroy();
      await sandbox.close();
    },
  };
}

function credentialIdsIn({ organization }: Sandbox, account: AccountId): readonly string[] {
  const root = organization.accounts.get(account)?.root.credentials;
  if (root === undefined) throw new Error(`no account ${account}`);
  return [
    ...(root.password ? [`login-profile ${LOGIN_PROFILE_ID}`] : []),
    ...root.accessKeys.map(({ id }) => `access-key ${id}`),
    ...root.signingCertificates.map(({ id }) => `signing-certificate ${id}`),
    ...root.mfaDevices.map(({ serialNumber }) => `mfa-device ${serialNumber}`),
  ].toSorted();
}

function deactivateCertificate({ organization, clock }: Sandbox, account: AccountId, id: string): void {
  const root = organization.accounts.get(account)?.root;
  const signingCertificates = root?.credentials.signingCertificates.map((one) =>
    one.id === id ? { ...one, status: 'Inactive' as const } : one,
  );
  if (signingCertificates) root?.change(clock.now(), { signingCertificates });
}

async function disableTrustedAccess({ organizations }: AwsClients): Promise<void> {
  await organizations.send(
    new DeregisterDelegatedAdministratorCommand({ AccountId: HOME, ServicePrincipal: IAM }),
  );
  await organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: IAM }));
}
