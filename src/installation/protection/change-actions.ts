/*
 * Actions that change a resource, by service, as patterns where a service has no other actions that begin so: what AWS adds
 * later is denied too.
 */

/** Of a role or a managed policy. Passing a role lets a function or a rule of one's own act as it. */
export const IAM_CHANGES = [
  'iam:Attach*',
  'iam:Create*',
  'iam:Delete*',
  'iam:Detach*',
  'iam:PassRole',
  'iam:Put*',
  'iam:Set*',
  'iam:Update*',
] as const;

/** Of a stack, directly or by a change set. */
export const STACK_CHANGES = [
  'cloudformation:Cancel*',
  'cloudformation:Continue*',
  'cloudformation:Create*',
  'cloudformation:Delete*',
  'cloudformation:Execute*',
  'cloudformation:Rollback*',
  'cloudformation:Set*',
  'cloudformation:Update*',
] as const;

/** Of a rule. Operators enable rules; events are put by the forwarding roles. */
export const RULE_CHANGES = [
  'events:DeleteRule',
  'events:DisableRule',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
] as const;

/** Of the bus and its archive. */
export const BUS_CHANGES = [
  'events:DeleteArchive',
  'events:DeleteEventBus',
  'events:PutPermission',
  'events:RemovePermission',
  'events:UpdateArchive',
  'events:UpdateEventBus',
] as const;

/** Of a table, not of its items. */
export const TABLE_CHANGES = [
  'dynamodb:DeleteBackup',
  'dynamodb:DeleteResourcePolicy',
  'dynamodb:DeleteTable',
  'dynamodb:PutResourcePolicy',
  'dynamodb:UpdateContinuousBackups',
  'dynamodb:UpdateTable',
  'dynamodb:UpdateTimeToLive',
] as const;

/** Of an item, also by a batch, a transaction or PartiQL. */
export const ITEM_CHANGES = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
] as const;

/** Of a function. Its event source mappings are resources of their own. */
export const FUNCTION_CHANGES = [
  'lambda:Add*',
  'lambda:Create*',
  'lambda:Delete*',
  'lambda:Put*',
  'lambda:Remove*',
  'lambda:Update*',
] as const;

export const EVENT_SOURCE_CHANGES = [
  'lambda:CreateEventSourceMapping',
  'lambda:DeleteEventSourceMapping',
  'lambda:UpdateEventSourceMapping',
] as const;

/** Whoever invokes a function decides what it believes: a batch of messages, or that it is time for the canary. */
export const FUNCTION_RUNS = [
  'lambda:InvokeAsync',
  'lambda:InvokeFunction',
  'lambda:InvokeFunctionUrl',
] as const;

/** Of a log group. The functions put log events. */
export const LOG_CHANGES = [
  'logs:AssociateKmsKey',
  'logs:Delete*',
  'logs:DisassociateKmsKey',
  'logs:PutDataProtectionPolicy',
  'logs:PutMetricFilter',
  'logs:PutRetentionPolicy',
] as const;

/** Of an alarm; metrics have no ARN. */
export const ALARM_CHANGES = [
  'cloudwatch:Delete*',
  'cloudwatch:Disable*',
  'cloudwatch:Put*',
  'cloudwatch:Set*',
] as const;

export const SCHEDULE_CHANGES = ['scheduler:Create*', 'scheduler:Delete*', 'scheduler:Update*'] as const;

export const CHAT_CHANGES = ['chatbot:Delete*', 'chatbot:Update*'] as const;

export const TOPIC_CHANGES = [
  'sns:AddPermission',
  'sns:DeleteTopic',
  'sns:PutDataProtectionPolicy',
  'sns:RemovePermission',
  'sns:SetTopicAttributes',
] as const;

export const QUEUE_CHANGES = [
  'sqs:AddPermission',
  'sqs:DeleteQueue',
  'sqs:PurgeQueue',
  'sqs:RemovePermission',
  'sqs:SetQueueAttributes',
] as const;

/** Whoever takes a message hides it from the consumer. */
export const MESSAGE_TAKES = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:ReceiveMessage',
  'sqs:StartMessageMoveTask',
] as const;

/** What makes data unreadable. */
export const KEY_CHANGES = [
  'kms:Delete*',
  'kms:Disable*',
  'kms:PutKeyPolicy',
  'kms:RetireGrant',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:UpdateAlias',
] as const;
