import * as v from 'valibot';
import { object, record, text } from '../shapes.ts';

const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

/**
 * A target of a rule, as PutTargets takes it. RoleArn and RetryPolicy do nothing beyond being there: the sandbox has
 * no roles, and its targets fail only for reasons that EventBridge does not retry.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export const targetSchema = object({
  Id: v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,64}$/)),
  Arn: v.pipe(text, v.maxLength(1600)),
  RoleArn: v.optional(v.string()),
  Input: v.optional(v.string()),
  InputPath: v.optional(v.string()),
  InputTransformer: v.optional(
    object({
      InputPathsMap: v.optional(record(v.string())),
      InputTemplate: v.pipe(text, v.maxLength(8192)),
    }),
  ),
  SqsParameters: v.optional(object({ MessageGroupId: v.optional(v.string()) })),
  DeadLetterConfig: v.optional(object({ Arn: v.optional(v.string()) })),
  RetryPolicy: v.optional(
    object({
      MaximumRetryAttempts: v.optional(wholeNumber(0, 185)),
      MaximumEventAgeInSeconds: v.optional(wholeNumber(60, 86_400)),
    }),
  ),
});

export type Target = Readonly<v.InferOutput<typeof targetSchema>>;
