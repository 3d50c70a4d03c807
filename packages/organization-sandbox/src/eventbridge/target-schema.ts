import * as v from 'valibot';
import { limitedNumber, limitedText } from '../contract/constraints.ts';
import { object } from '../contract/shapes.ts';
import { arn, targetId } from './members.ts';

/**
 * A target of a rule, as in PutTargets. The sandbox has no roles: of RoleArn only policies of the organization are evaluated.
 * RetryPolicy has no effect, as targets fail only for reasons that EventBridge does not retry.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export const targetSchema = object({
  Id: targetId,
  Arn: arn,
  RoleArn: v.optional(arn),
  Input: v.optional(limitedText({ max: 8192 })),
  InputPath: v.optional(limitedText({ max: 256 })),
  InputTransformer: v.optional(
    object({
      InputPathsMap: v.optional(
        v.record(limitedText({ min: 1, max: 256, pattern: '[A-Za-z0-9_\\-]+' }), limitedText({ max: 256 })),
      ),
      InputTemplate: limitedText({ min: 1, max: 8192 }),
    }),
  ),
  SqsParameters: v.optional(object({ MessageGroupId: v.optional(limitedText({ max: 100 })) })),
  DeadLetterConfig: v.optional(object({ Arn: v.optional(arn) })),
  RetryPolicy: v.optional(
    object({
      MaximumRetryAttempts: v.optional(limitedNumber({ min: 0, max: 185 })),
      MaximumEventAgeInSeconds: v.optional(limitedNumber({ min: 60, max: 86_400 })),
    }),
  ),
});

export type Target = Readonly<v.InferOutput<typeof targetSchema>>;
