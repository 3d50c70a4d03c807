import {
  DisableOrganizationsRootCredentialsManagementCommand,
  DisableOrganizationsRootSessionsCommand,
  EnableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootSessionsCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import {
  EnableAWSServiceAccessCommand,
  type OrganizationsClient,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedAdministrators,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import type { AccountId } from '../../domain/account.ts';
import { isAccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { ValueReading } from '../../domain/reading.ts';
import type { Change, RootAccessReader, RootAccessSwitch } from '../../guardrail/ports/root-access.ts';
import { failureOf, hasCode } from '../failures.ts';
import { createFeaturesReader } from './features-reader.ts';
import { organizationsFailure } from './organizations-failure.ts';

export interface RootAccessClients {
  readonly iam: IAMClient;
  readonly organizations: OrganizationsClient;
}

const IAM_SERVICE = 'iam.amazonaws.com';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html */
export function createRootAccessReader({ iam, organizations }: RootAccessClients): RootAccessReader {
  return {
    ...createFeaturesReader(iam),
    readTrustedAccess: () =>
      read('organizations:ListAWSServiceAccessForOrganization', async () => {
        for await (const page of paginateListAWSServiceAccessForOrganization({ client: organizations }, {})) {
          const services = page.EnabledServicePrincipals ?? [];
          if (services.some(({ ServicePrincipal }) => ServicePrincipal === IAM_SERVICE)) return true;
        }
        return false;
      }),
    readDelegatedAdministrators: () =>
      read('organizations:ListDelegatedAdministrators', async () => {
        const accounts: AccountId[] = [];
        const pages = paginateListDelegatedAdministrators(
          { client: organizations },
          { ServicePrincipal: IAM_SERVICE },
        );
        for await (const { DelegatedAdministrators = [] } of pages) {
          for (const { Id = '' } of DelegatedAdministrators) if (isAccountId(Id)) accounts.push(Id);
        }
        return accounts;
      }),
  };
}

export function createRootAccessSwitch({ iam, organizations }: RootAccessClients): RootAccessSwitch {
  return {
    enableTrustedAccess: () =>
      change(
        () => organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: IAM_SERVICE })),
        (error) => organizationsFailure('organizations:EnableAWSServiceAccess', error),
      ),
    enableFeature: (feature) => {
      const call = `iam:EnableOrganizations${feature}`;
      return change(
        () =>
          feature === 'RootSessions'
            ? iam.send(new EnableOrganizationsRootSessionsCommand({}))
            : iam.send(new EnableOrganizationsRootCredentialsManagementCommand({})),
        (error) => failureOf(call, error),
      );
    },
    disableFeature: (feature) => {
      const call = `iam:DisableOrganizations${feature}`;
      return change(
        () =>
          feature === 'RootSessions'
            ? iam.send(new DisableOrganizationsRootSessionsCommand({}))
            : iam.send(new DisableOrganizationsRootCredentialsManagementCommand({})),
        (error) => failureOf(call, error),
      );
    },
    registerDelegatedAdministrator: (account) =>
      change(
        async () => {
          const command = new RegisterDelegatedAdministratorCommand({
            AccountId: account,
            ServicePrincipal: IAM_SERVICE,
          });
          try {
            await organizations.send(command);
          } catch (error) {
            if (!hasCode(error, 'AccountAlreadyRegisteredException')) throw error;
          }
        },
        (error) => organizationsFailure('organizations:RegisterDelegatedAdministrator', error),
      ),
  };
}

async function read<Value>(call: string, ask: () => Promise<Value>): Promise<ValueReading<Value>> {
  try {
    return { type: 'readable', value: await ask() };
  } catch (error) {
    return { type: 'unreadable', failure: organizationsFailure(call, error) };
  }
}

async function change(act: () => Promise<unknown>, failure: (error: unknown) => AwsFailure): Promise<Change> {
  try {
    await act();
    return { type: 'changed' };
  } catch (error) {
    return { type: 'refused', failure: failure(error) };
  }
}
