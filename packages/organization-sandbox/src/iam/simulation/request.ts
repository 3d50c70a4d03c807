import * as v from 'valibot';
import { limitedNumberText, limitedText, oneOf } from '../../contract/constraints.ts';
import { queryList, queryStructure } from '../../contract/query-structure.ts';
import { object } from '../../contract/shapes.ts';

const TEXT = '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+';
const policyDocument = limitedText({ min: 1, max: 131_072, pattern: TEXT });
const arn = limitedText({ min: 1, max: 2048 });

/** The root, five levels of units, and the account. */
const MAX_LEVELS = 7;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
export const simulateCustomPolicyRequest = v.pipe(
  v.looseObject({}),
  v.transform(queryStructure),
  object({
    PolicyInputList: queryList(policyDocument),
    PermissionsBoundaryPolicyInputList: v.optional(queryList(policyDocument)),
    OrderedOrganizationPolicyInputList: v.optional(
      queryList(object({ ServiceControlPolicyInputList: v.optional(queryList(policyDocument)) }), MAX_LEVELS),
    ),
    ActionNames: queryList(limitedText({ min: 3, max: 128 })),
    ResourceArns: v.optional(queryList(arn)),
    ResourcePolicy: v.optional(policyDocument),
    ResourceOwner: v.optional(arn),
    CallerArn: v.optional(arn),
    ContextEntries: v.optional(
      queryList(
        object({
          ContextKeyName: v.optional(limitedText({ min: 5, max: 256 })),
          ContextKeyValues: v.optional(queryList(v.string())),
          ContextKeyType: v.optional(
            oneOf(
              'binary',
              'ipList',
              'booleanList',
              'ip',
              'boolean',
              'numericList',
              'dateList',
              'numeric',
              'date',
              'stringList',
              'string',
              'binaryList',
            ),
          ),
        }),
      ),
    ),
    ResourceHandlingOption: v.optional(limitedText({ min: 1, max: 64 })),
    MaxItems: v.optional(limitedNumberText({ min: 1, max: 1000 })),
    Marker: v.optional(limitedText({ min: 1, max: 320, pattern: '[\\u0020-\\u00FF]+' })),
  }),
);

export type SimulateCustomPolicyRequest = v.InferOutput<typeof simulateCustomPolicyRequest>;
export type ContextEntry = NonNullable<SimulateCustomPolicyRequest['ContextEntries']>[number];
