import type { Service } from '../contract/operation.ts';
import { deleteTrail } from './operations/delete-trail.ts';
import { getEventSelectors } from './operations/event-selectors.ts';
import { startLogging, stopLogging } from './operations/logging.ts';
import { putEventSelectors } from './operations/put-event-selectors.ts';
import { describeTrails, getTrail, getTrailStatus } from './operations/trails.ts';
import { updateTrail } from './operations/update-trail.ts';
import type { CloudTrailContext } from './trail-lookup.ts';

export const createCloudTrail = (context: CloudTrailContext): Service => ({
  name: 'cloudtrail',
  operations: {
    DescribeTrails: describeTrails(context),
    GetTrail: getTrail(context),
    GetTrailStatus: getTrailStatus(context),
    GetEventSelectors: getEventSelectors(context),
    StartLogging: startLogging(context),
    StopLogging: stopLogging(context),
    UpdateTrail: updateTrail(context),
    PutEventSelectors: putEventSelectors(context),
    DeleteTrail: deleteTrail(context),
  },
});
