import type { AccountId } from '../../../domain/account.ts';
import { type Place, ROOT_USER_ACTIONS } from './needed-calls.ts';

/** Actions that are on one type of resource, and the resources of that type that rootguard calls them on. */
export interface OwnResources {
  readonly actions: readonly string[];
  readonly arns: (place: Place, account: AccountId) => readonly string[];
}

const regional =
  (service: string, ...names: readonly ((place: Place) => string)[]): OwnResources['arns'] =>
  (place, account) =>
    names.map((name) => `arn:${place.partition}:${service}:${place.region}:${account}:${name(place)}`);

const global =
  (service: string, ...names: readonly ((place: Place) => string)[]): OwnResources['arns'] =>
  (place, account) =>
    names.map((name) => `arn:${place.partition}:${service}::${account}:${name(place)}`);

/** Also those of the canary, where there is one. */
const withCanary =
  (arns: OwnResources['arns'], ofCanary: OwnResources['arns']): OwnResources['arns'] =>
  (place, account) => [
    ...arns(place, account),
    ...(place.canaryAccountId === undefined ? [] : ofCanary(place, account)),
  ];

/** What policies for people are called. */
const capitalized = ({ namePrefix }: Place) => `${namePrefix.charAt(0).toUpperCase()}${namePrefix.slice(1)}`;

/**
 * Where CloudFormation or AWS ends a name with characters of its own, there are made-up ones. Actions on no resource that has an
 * ARN, such as kms:CreateKey, are not here. AWS's simulator decides nothing about an action on an ARN of a wrong type, so each
 * action is with the type that it has.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const OWN_RESOURCES: readonly OwnResources[] = [
  {
    actions: [
      'cloudformation:CreateChangeSet',
      'cloudformation:DescribeStacks',
      'cloudformation:ExecuteChangeSet',
    ],
    arns: withCanary(
      regional(
        'cloudformation',
        ({ namePrefix }) => `stack/${namePrefix}-data/0`,
        ({ namePrefix }) => `stack/${namePrefix}-home/0`,
      ),
      regional('cloudformation', ({ namePrefix }) => `stack/${namePrefix}-canary/0`),
    ),
  },
  {
    actions: ['chatbot:CreateSlackChannelConfiguration'],
    arns: global('chatbot', ({ namePrefix }) => `chat-configuration/slack-channel/${namePrefix}`),
  },
  {
    actions: ['cloudwatch:PutDashboard'],
    arns: global('cloudwatch', ({ namePrefix }) => `dashboard/${namePrefix}`),
  },
  {
    actions: ['cloudwatch:PutMetricAlarm'],
    arns: regional('cloudwatch', ({ namePrefix }) => `alarm:${namePrefix}-dead-letters`),
  },
  {
    actions: [
      'dynamodb:CreateTable',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:UpdateContinuousBackups',
      'dynamodb:UpdateItem',
    ],
    arns: regional(
      'dynamodb',
      ({ namePrefix }) => `table/${namePrefix}-exceptions`,
      ({ namePrefix }) => `table/${namePrefix}-ledger`,
      ({ namePrefix }) => `table/${namePrefix}-posture`,
      ({ namePrefix }) => `table/${namePrefix}-settings`,
      ({ namePrefix }) => `table/${namePrefix}-sessions`,
    ),
  },
  {
    actions: [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
    arns: regional(
      'dynamodb',
      ({ namePrefix }) => `table/${namePrefix}-exceptions/stream/2026-01-01T00:00:00.000`,
    ),
  },
  {
    actions: ['events:CreateArchive'],
    arns: regional('events', ({ namePrefix }) => `archive/${namePrefix}-root-credentials`),
  },
  {
    actions: ['events:CreateEventBus', 'events:PutEvents', 'events:PutPermission'],
    arns: regional('events', ({ namePrefix }) => `event-bus/${namePrefix}`),
  },
  {
    actions: ['events:PutRule', 'events:PutTargets'],
    arns: regional(
      'events',
      ({ namePrefix }) => `rule/${namePrefix}-home-root-credentials`,
      ({ namePrefix }) => `rule/${namePrefix}/${namePrefix}-root-credentials`,
    ),
  },
  {
    actions: ['iam:CreatePolicy'],
    arns: global('iam', (place) => `policy/${capitalized(place)}Auditor`),
  },
  {
    actions: ['iam:CreateRole', 'iam:PassRole', 'iam:PutRolePolicy'],
    arns: withCanary(
      global('iam', ({ namePrefix }) => `role/${namePrefix}-home-consumer`),
      global('iam', ({ namePrefix }) => `role/${namePrefix}-canary`),
    ),
  },
  {
    actions: [...ROOT_USER_ACTIONS, 'sts:AssumeRoot'],
    arns: global('iam', () => 'root'),
  },
  {
    actions: ['kms:CreateAlias'],
    arns: regional('kms', ({ namePrefix }) => `alias/${namePrefix}`),
  },
  {
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:PutKeyPolicy'],
    arns: regional('kms', () => 'key/00000000-0000-0000-0000-000000000000'),
  },
  {
    actions: ['lambda:CreateEventSourceMapping'],
    arns: regional('lambda', () => 'event-source-mapping:00000000-0000-0000-0000-000000000000'),
  },
  {
    actions: [
      'lambda:CreateFunction',
      'lambda:InvokeFunction',
      'lambda:PutFunctionConcurrency',
      'lambda:PutFunctionEventInvokeConfig',
    ],
    arns: withCanary(
      regional('lambda', ({ namePrefix }) => `function:${namePrefix}-home-Consumer01234567-0123456789AB`),
      regional('lambda', ({ namePrefix }) => `function:${namePrefix}-canary-Canary01234567-0123456789AB`),
    ),
  },
  {
    actions: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutMetricFilter',
      'logs:PutRetentionPolicy',
    ],
    arns: withCanary(
      regional('logs', ({ namePrefix }) => `log-group:${namePrefix}-home-ConsumerLogs01234567-0123456789AB`),
      regional('logs', ({ namePrefix }) => `log-group:${namePrefix}-canary-CanaryLog01234567-0123456789AB`),
    ),
  },
  {
    actions: ['logs:PutLogEvents'],
    arns: regional(
      'logs',
      ({ namePrefix }) => `log-group:${namePrefix}-home-ConsumerLogs01234567-0123456789AB:log-stream:0`,
    ),
  },
  {
    actions: ['scheduler:CreateSchedule'],
    arns: withCanary(
      regional(
        'scheduler',
        ({ namePrefix }) => `schedule/${namePrefix}/${namePrefix}-full-sweep`,
        ({ namePrefix }) => `schedule/${namePrefix}/${namePrefix}-watch`,
      ),
      regional('scheduler', ({ namePrefix }) => `schedule/${namePrefix}-canary/${namePrefix}-canary`),
    ),
  },
  {
    actions: ['scheduler:CreateScheduleGroup'],
    arns: withCanary(
      regional('scheduler', ({ namePrefix }) => `schedule-group/${namePrefix}`),
      regional('scheduler', ({ namePrefix }) => `schedule-group/${namePrefix}-canary`),
    ),
  },
  {
    actions: ['sns:CreateTopic', 'sns:Publish', 'sns:SetTopicAttributes', 'sns:Subscribe'],
    arns: regional('sns', ({ namePrefix }) => `${namePrefix}-notifications`),
  },
  {
    actions: [
      'sqs:ChangeMessageVisibility',
      'sqs:CreateQueue',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
      'sqs:SetQueueAttributes',
    ],
    arns: regional(
      'sqs',
      ({ namePrefix }) => `${namePrefix}-triggers`,
      ({ namePrefix }) => `${namePrefix}-later`,
      ({ namePrefix }) => `${namePrefix}-sweep`,
      ({ namePrefix }) => `${namePrefix}-heartbeats`,
      ({ namePrefix }) => `${namePrefix}-activity`,
      ({ namePrefix }) => `${namePrefix}-member-activity`,
      ({ namePrefix }) => `${namePrefix}-dead-letters`,
      ({ namePrefix }) => `${namePrefix}-undelivered`,
    ),
  },
  {
    // It is in the management account; policies that name it go by its name.
    actions: ['sts:AssumeRole'],
    arns: global('iam', ({ namePrefix }) => `role/${namePrefix}-management-root`),
  },
];
