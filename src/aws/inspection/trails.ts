import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { ValueReading } from '../../domain/reading.ts';
import type { TrailFacts } from '../../guardrail/ports/deployment-inspection.ts';
import { callAws, valueReading } from '../aws-call.ts';
import { malformedAnswer, present } from '../failures.ts';

/**
 * The trails of the account and, in a member account, those of the organization.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function readTrails(client: CloudTrailClient): Promise<readonly TrailFacts[]> {
  const trails = await describeTrails(client);
  return Promise.all(trails.map((trail) => readTrailFacts(client, trail)));
}

export async function describeTrails(client: CloudTrailClient): Promise<readonly Trail[]> {
  const call = { call: 'cloudtrail:DescribeTrails' };
  const answer = await callAws(call, client.send(new DescribeTrailsCommand({ includeShadowTrails: true })));
  return present(call, 'trailList', answer.trailList);
}

/** @param client of a Region that has the trail, or a shadow of it */
export async function readTrailFacts(client: CloudTrailClient, trail: Trail): Promise<TrailFacts> {
  return {
    name: trail.Name ?? trail.TrailARN ?? '',
    ofOrganization: trail.IsOrganizationTrail === true,
    multiRegion: trail.IsMultiRegionTrail === true,
    globalServices: trail.IncludeGlobalServiceEvents === true,
    logging: await readLogging(client, trail.TrailARN),
  };
}

function readLogging(client: CloudTrailClient, arn: string | undefined): Promise<ValueReading<boolean>> {
  const call = { call: 'cloudtrail:GetTrailStatus', resource: `trail ${arn}` };
  return valueReading(async () => {
    const { IsLogging } = await callAws(call, client.send(new GetTrailStatusCommand({ Name: arn })));
    if (IsLogging === undefined) throw malformedAnswer(call, 'the answer has no IsLogging');
    return IsLogging;
  });
}
