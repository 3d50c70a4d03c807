import type { AccountId } from '../../../domain/account.ts';
import { bootstrapRoleArn } from '../../../domain/cdk-bootstrap.ts';
import type { ContextValue } from '../../ports/policy-simulator.ts';
import { type Exemption, NO_EXEMPTION } from './exemption.ts';

/** Where rootguard will be. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly organizationId: string;
  readonly homeAccountId: AccountId;
  /** The names of all resources begin with it. */
  readonly namePrefix: string;
  /** Undefined if there is no canary. */
  readonly canaryAccountId: AccountId | undefined;
  /** The role that deploys in the home account; by default that of the CDK's bootstrap. */
  readonly deployRoleArn: string | undefined;
  /** Roles and patterns that deploy as well, whose calls are not simulated. */
  readonly otherDeployers: readonly string[];
  /** Whether the CDK deploys, rather than templates. */
  readonly usesCdk: boolean;
}

interface Calls {
  readonly actions: readonly string[];
  readonly resource: (place: Place, account: AccountId) => string;
}

/** Calls of one principal that rootguard cannot do without. */
export interface NeededCalls {
  readonly id:
    | 'policies-stack-sets'
    | 'policies-forwarding'
    | 'policies-root-session'
    | 'policies-deployment'
    | 'policies-service'
    | 'policies-canary';
  /** In which accounts they are made. */
  readonly where: 'covered' | 'every-member' | 'home';
  readonly principal: (place: Place, account: AccountId) => string;
  readonly assumedRoot: boolean;
  readonly exemption: (place: Place) => Exemption;
  readonly calls: readonly Calls[];
}

const anyResource = () => '*';
const role =
  (path: string) =>
  ({ partition }: Place, account: AccountId) =>
    `arn:${partition}:iam::${account}:role/${path}`;

/**
 * In a member account CloudFormation acts with a role that a service-linked role of StackSets creates there. It is a service
 * role, so service control policies bind it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html
 */
const STACK_SETS: NeededCalls = {
  id: 'policies-stack-sets',
  where: 'covered',
  principal: role('stacksets-exec-0123456789abcdef'),
  assumedRoot: false,
  exemption: ({ partition }) => ({
    ...NO_EXEMPTION,
    roles: [`arn:${partition}:iam::*:role/stacksets-exec-*`],
  }),
  calls: [
    {
      actions: [
        'cloudformation:CreateStack',
        'cloudformation:DeleteStack',
        'cloudformation:UpdateStack',
        'cloudformation:DescribeStacks',
      ],
      resource: ({ partition, region, namePrefix }, account) =>
        `arn:${partition}:cloudformation:${region}:${account}:stack/StackSet-${namePrefix}-members-0/0`,
    },
    {
      actions: [
        'iam:CreateRole',
        'iam:DeleteRole',
        'iam:DeleteRolePolicy',
        'iam:GetRole',
        'iam:PassRole',
        'iam:PutRolePolicy',
      ],
      resource: ({ partition, namePrefix }, account) =>
        `arn:${partition}:iam::${account}:role/${namePrefix}/StackSet-${namePrefix}-members-0`,
    },
    {
      actions: [
        'events:DeleteRule',
        'events:DescribeRule',
        'events:PutRule',
        'events:PutTargets',
        'events:RemoveTargets',
      ],
      resource: ({ partition, region, namePrefix }, account) =>
        `arn:${partition}:events:${region}:${account}:rule/${namePrefix}-root-credentials`,
    },
  ],
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html */
export const FORWARDING: NeededCalls = {
  id: 'policies-forwarding',
  where: 'covered',
  principal: (place, account) =>
    role(`${place.namePrefix}/StackSet-${place.namePrefix}-members-0`)(place, account),
  assumedRoot: false,
  exemption: ({ partition, namePrefix }) => ({
    ...NO_EXEMPTION,
    roles: [`arn:${partition}:iam::*:role/${namePrefix}/*`],
  }),
  calls: [
    {
      actions: ['events:PutEvents'],
      resource: ({ partition, region, homeAccountId, namePrefix }) =>
        `arn:${partition}:events:${region}:${homeAccountId}:event-bus/${namePrefix}`,
    },
  ],
};

/** What a root session does with the credentials of the root user. */
export const ROOT_USER_ACTIONS: readonly string[] = [
  'iam:CreateLoginProfile',
  'iam:DeactivateMFADevice',
  'iam:DeleteAccessKey',
  'iam:DeleteLoginProfile',
  'iam:DeleteSigningCertificate',
  'iam:GetAccessKeyLastUsed',
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListMFADevices',
  'iam:ListSigningCertificates',
];

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const ROOT_SESSION: NeededCalls = {
  id: 'policies-root-session',
  where: 'every-member',
  principal: ({ partition }, account) => `arn:${partition}:iam::${account}:root`,
  assumedRoot: true,
  exemption: () => ({ ...NO_EXEMPTION, rootSessions: true }),
  calls: [
    {
      actions: [...ROOT_USER_ACTIONS, 'iam:GetAccountSummary'],
      resource: anyResource,
    },
  ],
};

/** What CloudFormation calls to create, change and delete the resources of the home account. */
const DEPLOYMENT: NeededCalls = {
  id: 'policies-deployment',
  where: 'home',
  principal: deployRole,
  assumedRoot: false,
  exemption: (place) => ({ ...NO_EXEMPTION, roles: [deployRole(place)] }),
  calls: [
    {
      actions: [
        'cloudformation:CreateChangeSet',
        'cloudformation:DescribeStacks',
        'cloudformation:ExecuteChangeSet',
        'chatbot:CreateSlackChannelConfiguration',
        'cloudwatch:PutDashboard',
        'cloudwatch:PutMetricAlarm',
        'dynamodb:CreateTable',
        'dynamodb:UpdateContinuousBackups',
        'events:CreateArchive',
        'events:CreateEventBus',
        'events:PutPermission',
        'events:PutRule',
        'events:PutTargets',
        'iam:CreatePolicy',
        'iam:CreateRole',
        'iam:PassRole',
        'iam:PutRolePolicy',
        'kms:CreateAlias',
        'kms:CreateKey',
        'kms:PutKeyPolicy',
        'lambda:CreateEventSourceMapping',
        'lambda:CreateFunction',
        'lambda:PutFunctionConcurrency',
        'lambda:PutFunctionEventInvokeConfig',
        'logs:CreateLogGroup',
        'logs:PutMetricFilter',
        'logs:PutRetentionPolicy',
        'scheduler:CreateSchedule',
        'scheduler:CreateScheduleGroup',
        'sns:CreateTopic',
        'sns:SetTopicAttributes',
        'sns:Subscribe',
        'sqs:CreateQueue',
        'sqs:SetQueueAttributes',
      ],
      resource: anyResource,
    },
  ],
};

function deployRole(place: Place): string {
  return place.deployRoleArn ?? bootstrapRoleArn('cfn-exec', place);
}

/** Those of the functions and of the schedules. */
const SERVICE_ROLES = ['consumer', 'listener', 'sweeper', 'schedules'] as const;

/** What the functions and the schedules do in the home account. */
export const SERVICE: NeededCalls = {
  id: 'policies-service',
  where: 'home',
  principal: (place, account) => role(`${place.namePrefix}-home-consumer`)(place, account),
  assumedRoot: false,
  exemption: ({ partition, homeAccountId, namePrefix }) => ({
    ...NO_EXEMPTION,
    roles: [
      ...SERVICE_ROLES.map(
        (name) => `arn:${partition}:iam::${homeAccountId}:role/${namePrefix}-home-${name}`,
      ),
      `arn:${partition}:iam::${homeAccountId}:role/${namePrefix}/*`,
    ],
  }),
  calls: [
    {
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetItem',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
        'events:PutEvents',
        'iam:ListOrganizationsFeatures',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'lambda:InvokeFunction',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'organizations:DescribeAccount',
        'organizations:ListAccounts',
        'organizations:ListAccountsForParent',
        'organizations:ListOrganizationalUnitsForParent',
        'organizations:ListParents',
        'sns:Publish',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
        'sts:AssumeRole',
        'sts:AssumeRoot',
      ],
      resource: anyResource,
    },
  ],
};

/** What the function of the canary and its schedule do in the home account. */
export const CANARY: NeededCalls = {
  id: 'policies-canary',
  where: 'home',
  principal: (place, account) => role(`${place.namePrefix}-canary`)(place, account),
  assumedRoot: false,
  exemption: ({ partition, homeAccountId, namePrefix }) => ({
    ...NO_EXEMPTION,
    roles: [
      `arn:${partition}:iam::${homeAccountId}:role/${namePrefix}-canary`,
      `arn:${partition}:iam::${homeAccountId}:role/${namePrefix}-canary-schedule`,
    ],
  }),
  calls: [
    {
      actions: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'lambda:InvokeFunction',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'organizations:DescribeAccount',
        'organizations:ListParents',
        'sns:Publish',
        'sts:AssumeRoot',
      ],
      resource: anyResource,
    },
  ],
};

export const NEEDED_CALLS: readonly NeededCalls[] = [
  STACK_SETS,
  FORWARDING,
  ROOT_SESSION,
  DEPLOYMENT,
  SERVICE,
  CANARY,
];

/**
 * The values of the condition keys in the request. The simulator fills in none of these by itself.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
export function contextOf(
  needed: NeededCalls,
  place: Place,
  account: AccountId,
): Readonly<Record<string, ContextValue>> {
  return {
    'aws:RequestedRegion': place.region,
    'aws:PrincipalArn': needed.principal(place, account),
    'aws:PrincipalAccount': account,
    'aws:PrincipalOrgID': place.organizationId,
    'aws:PrincipalIsAWSService': false,
    'aws:ViaAWSService': false,
    ...(needed.assumedRoot && { 'aws:AssumedRoot': true }),
  };
}
