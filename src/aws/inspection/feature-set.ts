import { DescribeOrganizationCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import { callAws } from '../aws-call.ts';

/** `ALL` or `CONSOLIDATED_BILLING`. @throws AwsCallError */
export async function readFeatureSet(client: OrganizationsClient): Promise<string> {
  const call = { call: 'organizations:DescribeOrganization' };
  const answer = await callAws(call, client.send(new DescribeOrganizationCommand({})));
  return answer.Organization?.FeatureSet ?? 'unknown';
}
