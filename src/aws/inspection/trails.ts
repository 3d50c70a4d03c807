import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import type { ValueReading } from '../../domain/reading.ts';
import type { TrailFacts } from '../../guardrail/ports/deployment-inspection.ts';
import { callAws, reading } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';

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

function readLogging(client: CloudTrailClient, arn: string | undefined): Promise<ValueReading<boolean>> {
  const call = { call: 'cloudtrail:GetTrailStatus', resource: `trail ${arn}` };
  return reading(async () => {
    const { IsLogging } = await callAws(call, client.send(new GetTrailStatusCommand({ Name: arn })));
    if (IsLogging === undefined) throw malformedAnswer(call, 'the answer has no IsLogging');
    return { value: IsLogging };
  });
}
