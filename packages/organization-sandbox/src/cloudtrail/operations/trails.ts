import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import type { Trail } from '../../world/trail-schema.ts';
import { isInRegion } from '../../world/trails.ts';
import { parseRequest, trailName } from '../requests.ts';
import { type CloudTrailContext, isAtHome, requireTrail, trailArn, visibleTrails } from '../trail-lookup.ts';

const described = (trail: Trail) => ({
  Name: trail.name,
  S3BucketName: `${trail.name.toLowerCase()}-logs-${trail.account}`,
  // IAM and STS record in us-east-1, whatever a trail in another Region asks for.
  IncludeGlobalServiceEvents: trail.multiRegion || trail.homeRegion === 'us-east-1',
  IsMultiRegionTrail: trail.multiRegion,
  HomeRegion: trail.homeRegion,
  TrailARN: trailArn(trail),
  LogFileValidationEnabled: true,
  HasCustomEventSelectors: trail.readWrite !== 'All' || !trail.managementEvents,
  HasInsightSelectors: false,
  IsOrganizationTrail: trail.organization,
});

const describeRequest = {
  trailNameList: v.optional(v.array(v.string())),
  includeShadowTrails: v.optional(v.boolean()),
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
export const describeTrails =
  (context: CloudTrailContext): Operation =>
  (call) => {
    const { trailNameList = [], includeShadowTrails = true } = parseRequest(describeRequest, call);
    const isNamed = (trail: Trail) =>
      trailNameList.length === 0 ||
      trailNameList.includes(trailArn(trail)) ||
      (isInRegion(trail, call.region) && trailNameList.includes(trail.name));
    const trails = visibleTrails(context, call.caller.accountId)
      .filter((trail) => isInRegion(trail, call.region) || trailNameList.includes(trailArn(trail)))
      .filter((trail) => includeShadowTrails || isAtHome(trail, call))
      .filter(isNamed);
    return { trailList: trails.map(described) };
  };

export const getTrail =
  (context: CloudTrailContext): Operation =>
  (call) => {
    const { Name } = parseRequest({ Name: trailName }, call);
    return { Trail: described(requireTrail(context, call, Name)) };
  };

/** The status is that of the trail in the Region that is asked. */
export const getTrailStatus =
  (context: CloudTrailContext): Operation =>
  (call) => {
    const { Name } = parseRequest({ Name: trailName }, call);
    return { IsLogging: requireTrail(context, call, Name).logging };
  };
