import type { Operation } from '../../contract/operation.ts';
import { parseRequest, trailName } from '../requests.ts';
import { type CloudTrailContext, requireOwnTrail } from '../trail-lookup.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html */
export const deleteTrail =
  (context: CloudTrailContext): Operation =>
  (call) => {
    const { Name } = parseRequest({ Name: trailName }, call);
    context.trails.remove(requireOwnTrail(context, call, Name));
    return {};
  };
