import { z } from 'zod';

/**
 * A target of a rule, as PutTargets takes it. RoleArn and RetryPolicy do nothing beyond being there: the sandbox has
 * no roles, and its targets fail only for reasons that EventBridge does not retry.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export const targetSchema = z.object({
  Id: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/),
  Arn: z.string().min(1).max(1600),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({
      InputPathsMap: z.record(z.string(), z.string()).optional(),
      InputTemplate: z.string().min(1).max(8192),
    })
    .optional(),
  SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
});

export type Target = Readonly<z.infer<typeof targetSchema>>;
