import type { Operation } from '../../contract/operation.ts';
import type { Trail } from '../../world/trail-schema.ts';
import { parseRequest, trailName } from '../requests.ts';
import { type CloudTrailContext, requireOwnTrail, trailArn } from '../trail-lookup.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
export const getEventSelectors =
  (context: CloudTrailContext): Operation =>
  (call) => {
    const { TrailName } = parseRequest({ TrailName: trailName }, call);
    const trail = requireOwnTrail(context, call, TrailName);
    return {
      TrailARN: trailArn(trail),
      ...(trail.selectors === 'basic'
        ? { EventSelectors: [basicSelector(trail)] }
        : { AdvancedEventSelectors: [advancedSelector(trail)] }),
    };
  };

const basicSelector = ({ readWrite, managementEvents }: Trail) => ({
  ReadWriteType: readWrite,
  IncludeManagementEvents: managementEvents,
  DataResources: managementEvents ? [] : [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
  ExcludeManagementEventSources: [],
});

function advancedSelector({ readWrite, managementEvents }: Trail) {
  const equals = (Field: string, value: string) => ({ Field, Equals: [value] });
  const readOnly = readWrite === 'All' ? [] : [equals('readOnly', String(readWrite === 'ReadOnly'))];
  return managementEvents
    ? {
        Name: 'Management events',
        FieldSelectors: [equals('eventCategory', 'Management'), ...readOnly],
      }
    : {
        Name: 'Objects of every bucket',
        FieldSelectors: [
          equals('eventCategory', 'Data'),
          equals('resources.type', 'AWS::S3::Object'),
          ...readOnly,
        ],
      };
}
