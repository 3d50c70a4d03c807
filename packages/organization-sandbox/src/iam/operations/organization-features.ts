import { AwsError } from '../../contract/aws-error.ts';
import type { Answer, Call, Operation } from '../../contract/operation.ts';
import { type Feature, IAM_SERVICE, type Organization } from '../../world/organization.ts';
import type { IamContext } from '../context.ts';

/** In the order in which AWS lists them. */
const FEATURES: readonly Feature[] = ['RootSessions', 'RootCredentialsManagement'];

const listed = ({ id, features }: Organization): Answer => ({
  OrganizationId: id,
  EnabledFeatures: FEATURES.filter((feature) => features.has(feature)),
});

function requireTrustedAccess({ trustedServices }: Organization, { caller }: Call): void {
  if (trustedServices.has(IAM_SERVICE)) return;
  throw new AwsError(
    'ServiceAccessNotEnabledException',
    `Trusted Access for IAM not enabled by organization of input account ${caller.accountId}.`,
  );
}

function requireAdministrator(organization: Organization, { caller: { accountId } }: Call): void {
  if (organization.isManagement(accountId) || organization.isDelegate(accountId, IAM_SERVICE)) return;
  throw new AwsError(
    'AccountNotManagementOrDelegatedAdministratorException',
    `Input account ${accountId} is neither management account nor delegated admin.`,
  );
}

function requireManagement(organization: Organization, { caller: { accountId } }: Call): void {
  if (organization.isManagement(accountId)) return;
  throw new AwsError(
    'CallerIsNotManagementAccountException',
    `Caller account ${accountId} is not management account of the organization and cannot enable IAM features.`,
  );
}

export const listOrganizationsFeatures =
  ({ organization }: IamContext): Operation =>
  (call) => {
    requireTrustedAccess(organization, call);
    requireAdministrator(organization, call);
    return listed(organization);
  };

export const enableFeature =
  ({ organization }: IamContext, feature: Feature): Operation =>
  (call) => {
    requireManagement(organization, call);
    requireTrustedAccess(organization, call);
    organization.features.add(feature);
    return listed(organization);
  };

/** A delegated administrator may disable a feature, but not enable it. */
export const disableFeature =
  ({ organization }: IamContext, feature: Feature): Operation =>
  (call) => {
    requireTrustedAccess(organization, call);
    requireAdministrator(organization, call);
    organization.features.delete(feature);
    return listed(organization);
  };
