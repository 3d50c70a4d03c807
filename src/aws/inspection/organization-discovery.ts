import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import {
  ListRootsCommand,
  type OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { isAccountId } from '../../domain/account.ts';
import type {
  AccountSample,
  ListedAccount,
  OrganizationDiscovery,
  TrailHome,
} from '../../guardrail/ports/organization-discovery.ts';
import { callAws, readPages, valueReading } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';
import { organizationsCall } from '../organizations/organizations-call.ts';
import { listDelegatedAdministrators, listTrustedServices } from '../organizations/trusted-services.ts';
import { describeTrails } from './trails.ts';

export interface DiscoveryClients {
  readonly organizations: OrganizationsClient;
  readonly cloudTrail: CloudTrailClient;
}

/** Read-only. */
export function createOrganizationDiscovery({
  organizations,
  cloudTrail,
}: DiscoveryClients): OrganizationDiscovery {
  return {
    readRootId: () => valueReading(() => readRootId(organizations)),
    readAccounts: (limit) => valueReading(() => readAccounts(organizations, limit)),
    readTrustedServices: () => valueReading(() => listTrustedServices(organizations)),
    readDelegatedAdministrators: (service) =>
      valueReading(() => listDelegatedAdministrators(organizations, service)),
    readTrails: () => valueReading(() => readTrails(cloudTrail)),
  };
}

/** There is exactly one. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html */
async function readRootId(client: OrganizationsClient): Promise<string> {
  const call = organizationsCall('organizations:ListRoots');
  const { Roots: [root] = [] } = await callAws(call, client.send(new ListRootsCommand({})));
  if (!root?.Id) throw malformedAnswer(call, 'the answer has no root');
  return root.Id;
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
async function readAccounts(client: OrganizationsClient, limit: number): Promise<AccountSample> {
  const accounts: ListedAccount[] = [];
  const call = organizationsCall('organizations:ListAccounts');
  for await (const { Accounts = [], NextToken } of readPages(call, paginateListAccounts({ client }, {}))) {
    for (const { Id = '', Name = '' } of Accounts) if (isAccountId(Id)) accounts.push({ id: Id, name: Name });
    if (accounts.length >= limit && NextToken !== undefined) return { accounts, isComplete: false };
  }
  return { accounts, isComplete: true };
}

/** Also those of other Regions. @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
async function readTrails(client: CloudTrailClient): Promise<readonly TrailHome[]> {
  const trails = await describeTrails(client);
  return trails.map(({ Name = '', HomeRegion = '', IsOrganizationTrail }) => ({
    name: Name,
    homeRegion: HomeRegion,
    ofOrganization: IsOrganizationTrail === true,
  }));
}
