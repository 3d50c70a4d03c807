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
import type { Change, RootAccessReader, RootAccessSwitch } from '../../guardrail/ports/root-access.ts';
import { callAws, failureIn, reading, readPages } from '../aws-call.ts';
import { hasCode } from '../failures.ts';
import { createFeaturesReader } from './features-reader.ts';
import { organizationsCall } from './organizations-call.ts';

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
      reading(async () => {
        const call = organizationsCall('organizations:ListAWSServiceAccessForOrganization');
        const pages = paginateListAWSServiceAccessForOrganization({ client: organizations }, {});
        for await (const { EnabledServicePrincipals = [] } of readPages(call, pages)) {
          if (EnabledServicePrincipals.some(({ ServicePrincipal }) => ServicePrincipal === IAM_SERVICE)) {
            return { value: true };
          }
        }
        return { value: false };
      }),
    readDelegatedAdministrators: () =>
      reading(async () => {
        const value: AccountId[] = [];
        const call = organizationsCall('organizations:ListDelegatedAdministrators');
        const pages = paginateListDelegatedAdministrators(
          { client: organizations },
          { ServicePrincipal: IAM_SERVICE },
        );
        for await (const { DelegatedAdministrators = [] } of readPages(call, pages)) {
          for (const { Id = '' } of DelegatedAdministrators) if (isAccountId(Id)) value.push(Id);
        }
        return { value };
      }),
  };
}

export function createRootAccessSwitch({ iam, organizations }: RootAccessClients): RootAccessSwitch {
  return {
    enableTrustedAccess: () => {
      const command = new EnableAWSServiceAccessCommand({ ServicePrincipal: IAM_SERVICE });
      const call = organizationsCall('organizations:EnableAWSServiceAccess');
      return change(callAws(call, organizations.send(command)));
    },
    enableFeature: (feature) =>
      change(
        callAws(
          { call: `iam:EnableOrganizations${feature}` },
          feature === 'RootSessions'
            ? iam.send(new EnableOrganizationsRootSessionsCommand({}))
            : iam.send(new EnableOrganizationsRootCredentialsManagementCommand({})),
        ),
      ),
    disableFeature: (feature) =>
      change(
        callAws(
          { call: `iam:DisableOrganizations${feature}` },
          feature === 'RootSessions'
            ? iam.send(new DisableOrganizationsRootSessionsCommand({}))
            : iam.send(new DisableOrganizationsRootCredentialsManagementCommand({})),
        ),
      ),
    registerDelegatedAdministrator: (account) => {
      const command = new RegisterDelegatedAdministratorCommand({
        AccountId: account,
        ServicePrincipal: IAM_SERVICE,
      });
      const call = organizationsCall('organizations:RegisterDelegatedAdministrator', `account ${account}`);
      return change(callAws(call, organizations.send(command)), 'AccountAlreadyRegisteredException');
    },
  };
}

/** @param unchangedCode AWS's code where nothing had to be changed */
async function change(answer: Promise<unknown>, unchangedCode?: string): Promise<Change> {
  try {
    await answer;
  } catch (error) {
    const isUnchanged = unchangedCode !== undefined && hasCode(error, unchangedCode);
    if (!isUnchanged) return { type: 'refused', failure: failureIn(error) };
  }
  return { type: 'changed' };
}
