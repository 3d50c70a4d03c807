import type { OwnPart, OwnPartChange } from '../../domain/own-part.ts';

/** Where parts of rootguard are. Every account has forwarding rules; home has all of the service. */
export type OwnPartLocation = 'home' | 'management' | 'member';

/** Calls of one service that change a part of rootguard. */
export interface OwnPartCall {
  /** Stable: it is stored in the ledger. */
  readonly id: string;
  /** The source of EventBridge's event, which is made from the name of CloudTrail's event source. */
  readonly source: string;
  readonly eventNames: readonly string[];
  /** Lambda appends the version of the API to the name, as in `UpdateFunctionCode20150331v2`. */
  readonly hasVersionSuffix?: true;
  readonly part: OwnPart;
  readonly change: OwnPartChange;
  /** Where the event names the part, below `detail`: a text, or a list of texts. */
  readonly namedAt: readonly string[];
  /** With this value below `detail` the call disables the part. */
  readonly disablesWhere?: { readonly at: string; readonly is: string | number | boolean };
  /** A person starts a deployment with it, so it is not a change beside one. */
  readonly startsDeployment?: true;
}

const REQUEST = 'requestParameters';
const FUNCTION_NAME = [`${REQUEST}.functionName`];
/** Requests name a mapping by an id of its own; the answer says whose it is. */
const MAPPING = [
  `${REQUEST}.functionName`,
  `${REQUEST}.eventSourceArn`,
  'responseElements.functionArn',
  'responseElements.eventSourceArn',
];
/** A rule on the bus of the home account may have any name. */
const RULE = [`${REQUEST}.name`, `${REQUEST}.rule`, `${REQUEST}.eventBusName`];
const TOPIC = [`${REQUEST}.topicArn`, `${REQUEST}.subscriptionArn`, `${REQUEST}.resourceArn`];
const TABLE = [`${REQUEST}.tableName`, `${REQUEST}.resourceArn`];
const SCHEDULE = [`${REQUEST}.groupName`, `${REQUEST}.name`];
const ALARM = [`${REQUEST}.alarmName`, `${REQUEST}.alarmNames`];
const KEY = [`${REQUEST}.keyId`, `${REQUEST}.aliasName`, `${REQUEST}.targetKeyId`];
const STACK = [`${REQUEST}.stackName`, `${REQUEST}.changeSetName`];
const LOG_GROUP = [`${REQUEST}.logGroupName`, `${REQUEST}.resourceIdentifier`];

/**
 * Every call that changes a part of rootguard and that CloudTrail logs as a management event, grouped by service. Left out are
 * calls that add something beside it (tags, a new function), and those that operators make: `EnableRule`, `StartMessageMoveTask`.
 *
 * Records are published for `UpdateFunctionCode`, `UpdateFunctionConfiguration`, `PutRolePolicy`, `UpdateAssumeRolePolicy`,
 * `DetachRolePolicy`, `DeleteRule`, `DisableKey` and `ScheduleKeyDeletion`. For the others the field is the parameter of the API, spelled
 * as CloudTrail spells those.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/ct-disablekey.html
 */
export const OWN_PART_CALLS: readonly OwnPartCall[] = [
  {
    id: 'own-function-deleted',
    source: 'aws.lambda',
    eventNames: ['DeleteFunction'],
    hasVersionSuffix: true,
    part: 'function',
    change: 'deleted',
    namedAt: FUNCTION_NAME,
  },
  {
    id: 'own-function-changed',
    source: 'aws.lambda',
    eventNames: [
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'UpdateFunctionEventInvokeConfig',
      'PutFunctionConcurrency',
      'PutFunctionEventInvokeConfig',
      'DeleteFunctionConcurrency',
      'DeleteFunctionEventInvokeConfig',
      'AddPermission',
      'RemovePermission',
    ],
    hasVersionSuffix: true,
    part: 'function',
    change: 'changed',
    namedAt: FUNCTION_NAME,
    disablesWhere: { at: `${REQUEST}.reservedConcurrentExecutions`, is: 0 },
  },
  {
    id: 'own-mapping-deleted',
    source: 'aws.lambda',
    eventNames: ['DeleteEventSourceMapping'],
    hasVersionSuffix: true,
    part: 'event source mapping',
    change: 'deleted',
    namedAt: MAPPING,
  },
  {
    id: 'own-mapping-changed',
    source: 'aws.lambda',
    // A second mapping takes messages away from the function.
    eventNames: ['UpdateEventSourceMapping', 'CreateEventSourceMapping'],
    hasVersionSuffix: true,
    part: 'event source mapping',
    change: 'changed',
    namedAt: MAPPING,
    disablesWhere: { at: `${REQUEST}.enabled`, is: false },
  },
  {
    id: 'own-rule-deleted',
    source: 'aws.events',
    eventNames: ['DeleteRule', 'RemoveTargets'],
    part: 'forwarding rule',
    change: 'deleted',
    namedAt: RULE,
  },
  {
    id: 'own-rule-disabled',
    source: 'aws.events',
    eventNames: ['DisableRule'],
    part: 'forwarding rule',
    change: 'disabled',
    namedAt: RULE,
  },
  {
    id: 'own-rule-changed',
    source: 'aws.events',
    eventNames: ['PutRule', 'PutTargets'],
    part: 'forwarding rule',
    change: 'changed',
    namedAt: RULE,
    disablesWhere: { at: `${REQUEST}.state`, is: 'DISABLED' },
  },
  {
    id: 'own-bus-deleted',
    source: 'aws.events',
    eventNames: ['DeleteEventBus', 'DeleteArchive'],
    part: 'event bus',
    change: 'deleted',
    namedAt: [`${REQUEST}.name`, `${REQUEST}.archiveName`],
  },
  {
    id: 'own-bus-changed',
    source: 'aws.events',
    eventNames: ['UpdateEventBus', 'PutPermission', 'RemovePermission', 'UpdateArchive'],
    part: 'event bus',
    change: 'changed',
    namedAt: [`${REQUEST}.name`, `${REQUEST}.eventBusName`, `${REQUEST}.archiveName`],
  },
  {
    id: 'own-queue-deleted',
    source: 'aws.sqs',
    eventNames: ['DeleteQueue', 'PurgeQueue'],
    part: 'queue',
    change: 'deleted',
    namedAt: [`${REQUEST}.queueUrl`],
  },
  {
    id: 'own-queue-changed',
    source: 'aws.sqs',
    eventNames: ['SetQueueAttributes', 'AddPermission', 'RemovePermission'],
    part: 'queue',
    change: 'changed',
    namedAt: [`${REQUEST}.queueUrl`],
  },
  {
    id: 'own-table-deleted',
    source: 'aws.dynamodb',
    eventNames: ['DeleteTable'],
    part: 'table',
    change: 'deleted',
    namedAt: TABLE,
  },
  {
    id: 'own-table-changed',
    source: 'aws.dynamodb',
    eventNames: [
      'UpdateTable',
      'UpdateTimeToLive',
      'UpdateContinuousBackups',
      'PutResourcePolicy',
      'DeleteResourcePolicy',
    ],
    part: 'table',
    change: 'changed',
    namedAt: TABLE,
  },
  {
    id: 'own-schedule-deleted',
    source: 'aws.scheduler',
    eventNames: ['DeleteSchedule', 'DeleteScheduleGroup'],
    part: 'schedule',
    change: 'deleted',
    namedAt: SCHEDULE,
  },
  {
    id: 'own-schedule-changed',
    source: 'aws.scheduler',
    eventNames: ['UpdateSchedule'],
    part: 'schedule',
    change: 'changed',
    namedAt: SCHEDULE,
    disablesWhere: { at: `${REQUEST}.state`, is: 'DISABLED' },
  },
  {
    id: 'own-topic-deleted',
    source: 'aws.sns',
    eventNames: ['DeleteTopic', 'Unsubscribe'],
    part: 'topic',
    change: 'deleted',
    namedAt: TOPIC,
  },
  {
    id: 'own-topic-changed',
    source: 'aws.sns',
    eventNames: [
      'SetTopicAttributes',
      'SetSubscriptionAttributes',
      'AddPermission',
      'RemovePermission',
      'PutDataProtectionPolicy',
    ],
    part: 'topic',
    change: 'changed',
    namedAt: TOPIC,
  },
  {
    id: 'own-alarm-deleted',
    source: 'aws.monitoring',
    eventNames: ['DeleteAlarms'],
    part: 'alarm',
    change: 'deleted',
    namedAt: ALARM,
  },
  {
    id: 'own-alarm-disabled',
    source: 'aws.monitoring',
    eventNames: ['DisableAlarmActions'],
    part: 'alarm',
    change: 'disabled',
    namedAt: ALARM,
  },
  {
    /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html */
    id: 'own-alarm-muted',
    source: 'aws.monitoring',
    eventNames: ['PutAlarmMuteRule'],
    part: 'alarm',
    change: 'disabled',
    namedAt: [`${REQUEST}.muteTargets.alarmNames`],
  },
  {
    id: 'own-alarm-changed',
    source: 'aws.monitoring',
    eventNames: ['PutMetricAlarm', 'SetAlarmState'],
    part: 'alarm',
    change: 'changed',
    namedAt: ALARM,
  },
  {
    id: 'own-log-group-deleted',
    source: 'aws.logs',
    eventNames: ['DeleteLogGroup', 'DeleteLogStream', 'DeleteMetricFilter'],
    part: 'log group',
    change: 'deleted',
    namedAt: [`${REQUEST}.logGroupName`],
  },
  {
    id: 'own-log-group-changed',
    source: 'aws.logs',
    // With a key that it may not use, Lambda can write no log, and so no metric.
    eventNames: ['PutRetentionPolicy', 'PutMetricFilter', 'AssociateKmsKey', 'DisassociateKmsKey'],
    part: 'log group',
    change: 'changed',
    namedAt: LOG_GROUP,
  },
  {
    id: 'own-key-disabled',
    source: 'aws.kms',
    eventNames: ['DisableKey', 'ScheduleKeyDeletion', 'DeleteImportedKeyMaterial'],
    part: 'key',
    change: 'disabled',
    namedAt: KEY,
  },
  {
    id: 'own-key-changed',
    source: 'aws.kms',
    eventNames: ['PutKeyPolicy', 'RevokeGrant', 'UpdateAlias', 'DeleteAlias'],
    part: 'key',
    change: 'changed',
    namedAt: KEY,
  },
  {
    id: 'own-role-deleted',
    source: 'aws.iam',
    eventNames: ['DeleteRole', 'DeleteRolePolicy', 'DetachRolePolicy'],
    part: 'role',
    change: 'deleted',
    namedAt: [`${REQUEST}.roleName`],
  },
  {
    id: 'own-role-changed',
    source: 'aws.iam',
    eventNames: [
      // What trusts a name trusts whoever makes a role of that name.
      'CreateRole',
      'PutRolePolicy',
      'AttachRolePolicy',
      'UpdateAssumeRolePolicy',
      'PutRolePermissionsBoundary',
      'DeleteRolePermissionsBoundary',
    ],
    part: 'role',
    change: 'changed',
    // A pattern that is trusted may match a path as well as a name. Only `CreateRole` has one.
    namedAt: [`${REQUEST}.roleName`, `${REQUEST}.path`],
  },
  {
    id: 'own-policy-deleted',
    source: 'aws.iam',
    eventNames: ['DeletePolicy'],
    part: 'policy',
    change: 'deleted',
    namedAt: [`${REQUEST}.policyArn`],
  },
  {
    id: 'own-policy-changed',
    source: 'aws.iam',
    eventNames: ['CreatePolicyVersion', 'SetDefaultPolicyVersion'],
    part: 'policy',
    change: 'changed',
    namedAt: [`${REQUEST}.policyArn`],
  },
  {
    id: 'own-stack-deleted',
    source: 'aws.cloudformation',
    eventNames: ['DeleteStack'],
    part: 'stack',
    change: 'deleted',
    namedAt: STACK,
  },
  {
    id: 'own-stack-unprotected',
    source: 'aws.cloudformation',
    eventNames: ['UpdateTerminationProtection', 'SetStackPolicy'],
    part: 'stack',
    change: 'changed',
    namedAt: STACK,
  },
  {
    id: 'own-stack-updated',
    source: 'aws.cloudformation',
    eventNames: ['UpdateStack', 'ExecuteChangeSet', 'RollbackStack', 'ContinueUpdateRollback'],
    part: 'stack',
    change: 'changed',
    namedAt: STACK,
    startsDeployment: true,
  },
  {
    id: 'own-stack-set-deleted',
    source: 'aws.cloudformation',
    eventNames: ['DeleteStackSet', 'DeleteStackInstances', 'StopStackSetOperation'],
    part: 'StackSet',
    change: 'deleted',
    namedAt: [`${REQUEST}.stackSetName`],
  },
  {
    id: 'own-stack-set-updated',
    source: 'aws.cloudformation',
    eventNames: ['UpdateStackSet', 'UpdateStackInstances', 'CreateStackInstances', 'ImportStacksToStackSet'],
    part: 'StackSet',
    change: 'changed',
    namedAt: [`${REQUEST}.stackSetName`],
    startsDeployment: true,
  },
  {
    /**
     * Cloud Control lets the code of CloudFormation do it, whose calls look like those of a deployment. This one comes first.
     * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_DeleteResource.html
     */
    id: 'own-resource-deleted',
    source: 'aws.cloudcontrolapi',
    eventNames: ['DeleteResource'],
    part: 'resource',
    change: 'deleted',
    namedAt: [`${REQUEST}.identifier`],
  },
  {
    id: 'own-resource-changed',
    source: 'aws.cloudcontrolapi',
    eventNames: ['UpdateResource'],
    part: 'resource',
    change: 'changed',
    namedAt: [`${REQUEST}.identifier`],
  },
];

/** The entry of a source and an event name. */
export function findOwnPartCall(source: string, eventName: string): OwnPartCall | undefined {
  return OWN_PART_CALLS.find(
    (call) => call.source === source && call.eventNames.some((name) => isNamed(call, name, eventName)),
  );
}

/** The name alone, or with a version such as `20150331v2`. */
function isNamed({ hasVersionSuffix }: OwnPartCall, name: string, eventName: string): boolean {
  if (!hasVersionSuffix) return eventName === name;
  return eventName.startsWith(name) && /^(?:\d{8}(?:v\d+)?)?$/.test(eventName.slice(name.length));
}
