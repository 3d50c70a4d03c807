import type { Operation } from '../../contract/operation.ts';
import { parseRequest, trailName } from '../requests.ts';
import { type CloudTrailContext, requireOwnTrail } from '../trail-lookup.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html */
export const startLogging = (context: CloudTrailContext): Operation => setLogging(context, true);

/**
 * The trail still records this call, as the alarms that people set on StopLogging in the logs of the trail itself show.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html
 */
export const stopLogging = (context: CloudTrailContext): Operation => setLogging(context, false);

const setLogging =
  (context: CloudTrailContext, logging: boolean): Operation =>
  (call) => {
    const { Name } = parseRequest({ Name: trailName }, call);
    context.trails.change(requireOwnTrail(context, call, Name), { logging });
    return {};
  };
