import {
  type OrganizationsClient,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedAdministrators,
} from '@aws-sdk/client-organizations';
import { type AccountId, isAccountId } from '../../domain/account.ts';
import { readPages } from '../aws-call.ts';
import { organizationsCall } from './organizations-call.ts';

/**
 * The services with trusted access to the organization.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html
 * @throws AwsCallError
 */
export async function listTrustedServices(client: OrganizationsClient): Promise<readonly string[]> {
  const services: string[] = [];
  const call = organizationsCall('organizations:ListAWSServiceAccessForOrganization');
  const pages = paginateListAWSServiceAccessForOrganization({ client }, {});
  for await (const { EnabledServicePrincipals = [] } of readPages(call, pages)) {
    services.push(...EnabledServicePrincipals.flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []));
  }
  return services;
}

/**
 * The delegated administrators for a service.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
 * @throws AwsCallError
 */
export async function listDelegatedAdministrators(
  client: OrganizationsClient,
  service: string,
): Promise<readonly AccountId[]> {
  const ids: AccountId[] = [];
  const call = organizationsCall('organizations:ListDelegatedAdministrators');
  const pages = paginateListDelegatedAdministrators({ client }, { ServicePrincipal: service });
  for await (const { DelegatedAdministrators = [] } of readPages(call, pages)) {
    for (const { Id = '' } of DelegatedAdministrators) if (isAccountId(Id)) ids.push(Id);
  }
  return ids;
}
