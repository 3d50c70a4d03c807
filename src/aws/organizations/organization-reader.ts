import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { type AccountId, isAccountId } from '../../domain/account.ts';
import { callAws } from '../aws-call.ts';
import { hasCode, malformedAnswer } from '../failures.ts';
import { organizationsCall } from './organizations-call.ts';

export interface OrganizationIdentity {
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
}

const CALL = organizationsCall('organizations:DescribeOrganization');

/**
 * Any account of the organization may call it.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 * @throws AwsCallError
 */
export async function readOrganization(client: OrganizationsClient): Promise<OrganizationIdentity> {
  const { Organization } = await callAws(CALL, client.send(new DescribeOrganizationCommand({})));
  const { Id, MasterAccountId = '' } = Organization ?? {};
  if (!Id || !isAccountId(MasterAccountId)) {
    throw malformedAnswer(CALL, 'the answer lacks the organization or its management account');
  }
  return { organizationId: Id, managementAccountId: MasterAccountId };
}

/** Whether AWS answers that the account is not in the organization; false also where it does not answer. */
export async function isOutside(client: OrganizationsClient, id: string): Promise<boolean> {
  try {
    const call = organizationsCall('organizations:DescribeAccount', `account ${id}`);
    await callAws(call, client.send(new DescribeAccountCommand({ AccountId: id })));
    return false;
  } catch (error) {
    return hasCode(error, 'AccountNotFoundException');
  }
}

/** Only displayed, so the id is used if the name cannot be read. */
export async function readAccountName(client: OrganizationsClient, id: AccountId): Promise<string> {
  try {
    const call = organizationsCall('organizations:DescribeAccount', `account ${id}`);
    const { Account } = await callAws(call, client.send(new DescribeAccountCommand({ AccountId: id })));
    return Account?.Name || id;
  } catch {
    return id;
  }
}
