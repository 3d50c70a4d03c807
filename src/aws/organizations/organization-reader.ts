import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { type AccountId, isAccountId } from '../../domain/account.ts';
import { AwsCallError, malformedAnswer } from '../failures.ts';
import { organizationsError } from './organizations-failure.ts';

export interface OrganizationIdentity {
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
}

const CALL = 'organizations:DescribeOrganization';

/**
 * Any account of the organization may ask.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 * @throws AwsCallError
 */
export async function readOrganization(client: OrganizationsClient): Promise<OrganizationIdentity> {
  const { Organization } = await client.send(new DescribeOrganizationCommand({})).catch((error: unknown) => {
    throw organizationsError(CALL, error);
  });
  const { Id, MasterAccountId = '' } = Organization ?? {};
  if (!Id || !isAccountId(MasterAccountId)) {
    throw new AwsCallError(
      malformedAnswer(CALL, 'the answer lacks the organization or its management account'),
    );
  }
  return { organizationId: Id, managementAccountId: MasterAccountId };
}

/** For people only, so the id stands in where the name cannot be read. */
export async function readAccountName(client: OrganizationsClient, id: AccountId): Promise<string> {
  try {
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: id }));
    return Account?.Name || id;
  } catch {
    return id;
  }
}
