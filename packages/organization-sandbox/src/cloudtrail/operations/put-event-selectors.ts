import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import { limitedList, limitedText, oneOf } from '../../contract/constraints.ts';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import type { TrailChange } from '../../world/trails.ts';
import { parseRequest, trailName } from '../requests.ts';
import { type CloudTrailContext, requireOwnTrail, trailArn } from '../trail-lookup.ts';

type ReadWrite = NonNullable<TrailChange['readWrite']>;

const basicSelector = object({
  ReadWriteType: v.optional(oneOf('All', 'ReadOnly', 'WriteOnly'), 'All'),
  IncludeManagementEvents: v.optional(v.boolean(), true),
});

const values = v.optional(v.array(v.string()));
const advancedSelector = object({
  FieldSelectors: v.array(object({ Field: limitedText({ min: 1, max: 1000 }), Equals: values })),
});

const request = {
  TrailName: trailName,
  EventSelectors: v.optional(limitedList(basicSelector, { min: 1, max: 5 })),
  AdvancedEventSelectors: v.optional(limitedList(advancedSelector, { min: 1, max: 500 })),
};

type Basic = v.InferOutput<typeof basicSelector>;
type Advanced = v.InferOutput<typeof advancedSelector>;

/**
 * Of the selectors the sandbox keeps whether the trail records management events, and which of them by `readOnly`: it
 * evaluates no other field, and has no data events.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */
export const putEventSelectors =
  (context: CloudTrailContext): Operation =>
  (call) => {
    const { TrailName, EventSelectors, AdvancedEventSelectors } = parseRequest(request, call);
    if ((EventSelectors === undefined) === (AdvancedEventSelectors === undefined)) {
      throw new AwsError(
        'InvalidEventSelectorsException',
        'Either EventSelectors or AdvancedEventSelectors must be specified, and not both.',
      );
    }
    const recorded = EventSelectors?.flatMap(ofBasic) ?? AdvancedEventSelectors?.flatMap(ofAdvanced) ?? [];
    const trail = context.trails.change(requireOwnTrail(context, call, TrailName), {
      managementEvents: recorded.length > 0,
      readWrite: union(recorded),
      selectors: EventSelectors === undefined ? 'advanced' : 'basic',
    });
    const { TrailName: _, ...selectors } = call.input;
    return { TrailARN: trailArn(trail), ...selectors };
  };

const ofBasic = ({ ReadWriteType, IncludeManagementEvents }: Basic): ReadWrite[] =>
  IncludeManagementEvents ? [ReadWriteType] : [];

function ofAdvanced({ FieldSelectors }: Advanced): ReadWrite[] {
  const equals = (name: string) => FieldSelectors.find(({ Field }) => Field === name)?.Equals ?? [];
  if (!equals('eventCategory').includes('Management')) return [];
  const [readOnly, ...others] = new Set(equals('readOnly'));
  if (readOnly === undefined || others.length > 0) return ['All'];
  return [readOnly === 'true' ? 'ReadOnly' : 'WriteOnly'];
}

function union(types: readonly ReadWrite[]): ReadWrite {
  const [first = 'All', ...others] = new Set(types);
  return others.length === 0 ? first : 'All';
}
