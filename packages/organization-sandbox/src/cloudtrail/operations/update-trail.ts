import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import type { Operation } from '../../contract/operation.ts';
import { parseRequest, trailName } from '../requests.ts';
import { type CloudTrailContext, requireOwnTrail, trailArn } from '../trail-lookup.ts';

/** Where a trail delivers, and how, has no effect in the sandbox. */
const request = {
  Name: trailName,
  IsMultiRegionTrail: v.optional(v.boolean()),
  IsOrganizationTrail: v.optional(v.boolean()),
};

/** What is left out stays as it is. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html */
export const updateTrail =
  (context: CloudTrailContext): Operation =>
  (call) => {
    const { Name, IsMultiRegionTrail, IsOrganizationTrail } = parseRequest(request, call);
    const trail = requireOwnTrail(context, call, Name);
    if (IsOrganizationTrail === true && !context.organization.isManagement(call.caller.accountId)) {
      throw new AwsError(
        'NotOrganizationMasterAccountException',
        'The caller is not the management account of the organization.',
      );
    }
    const { name, multiRegion, organization } = context.trails.change(trail, {
      multiRegion: IsMultiRegionTrail ?? trail.multiRegion,
      organization: IsOrganizationTrail ?? trail.organization,
    });
    return {
      Name: name,
      TrailARN: trailArn(trail),
      IsMultiRegionTrail: multiRegion,
      IsOrganizationTrail: organization,
    };
  };
