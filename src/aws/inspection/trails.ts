import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import type { TrailFacts } from '../../guardrail/ports/deployment-inspection.ts';
import { callAws } from '../aws-call.ts';

/**
 * The trails of the account and, in a member account, those of the organization.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function readTrails(client: CloudTrailClient): Promise<readonly TrailFacts[]> {
  const { trailList = [] } = await callAws(
    { call: 'cloudtrail:DescribeTrails' },
    client.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
  );
  return Promise.all(
    trailList.map(async (trail) => ({
      name: trail.Name ?? trail.TrailARN ?? '',
      ofOrganization: trail.IsOrganizationTrail === true,
      multiRegion: trail.IsMultiRegionTrail === true,
      globalServices: trail.IncludeGlobalServiceEvents === true,
      logging: await readLogging(client, trail.TrailARN),
    })),
  );
}

/** A member account sees organization trails, but may not be allowed to read their status. */
async function readLogging(client: CloudTrailClient, arn: string | undefined): Promise<boolean | undefined> {
  try {
    const call = { call: 'cloudtrail:GetTrailStatus', resource: `trail ${arn}` };
    return (await callAws(call, client.send(new GetTrailStatusCommand({ Name: arn })))).IsLogging;
  } catch {
    return undefined;
  }
}
