import type { Service } from '../contract/operation.ts';
import { getEventSelectors } from './operations/event-selectors.ts';
import { describeTrails, getTrail, getTrailStatus } from './operations/trails.ts';
import type { CloudTrailContext } from './trail-lookup.ts';

export const createCloudTrail = (context: CloudTrailContext): Service => ({
  name: 'cloudtrail',
  operations: {
    DescribeTrails: describeTrails(context),
    GetTrail: getTrail(context),
    GetTrailStatus: getTrailStatus(context),
    GetEventSelectors: getEventSelectors(context),
  },
});
