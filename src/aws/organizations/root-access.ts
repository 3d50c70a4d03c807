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
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import type { Change, RootAccessReader, RootAccessSwitch } from '../../guardrail/ports/root-access.ts';
import { callAws, failureIn, valueReading } from '../aws-call.ts';
import { hasCode } from '../failures.ts';
import { createFeaturesReader } from './features-reader.ts';
import { organizationsCall } from './organizations-call.ts';
import { listDelegatedAdministrators, listTrustedServices } from './trusted-services.ts';

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
      valueReading(async () => (await listTrustedServices(organizations)).includes(IAM_SERVICE)),
    readDelegatedAdministrators: () =>
      valueReading(() => listDelegatedAdministrators(organizations, IAM_SERVICE)),
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
