import { organizationPolicySchema } from 'organization-sandbox/policy/organization-policy.ts';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { MAX_POLICY_CHARACTERS } from '../../src/installation/protection/policy-document.ts';
import { principalsOf } from '../../src/installation/protection/principals.ts';
import { protectivePolicies } from '../../src/installation/protection/protective-policies.ts';
import { denies } from '../support/policy-decision.ts';
import { type DeployedPart, deployedParts, referredBy } from './deployed-parts.ts';
import { resolve } from './resolution.ts';
import {
  CONFIGURATIONS,
  EXAMPLE,
  HOME,
  MANAGEMENT,
  type Resource,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

/*
 * The service control policies of docs/scps.md, against every resource in the templates: what an administrator of the home
 * account could do to it is denied, and what deployments, the service and its operators do is not.
 */

const EVERYTHING = CONFIGURATIONS['everything on'];
const everything = synthesizeRootguard(EVERYTHING);
const configuration = parseConfiguration({ ...EXAMPLE, ...EVERYTHING });
const policies = protectivePolicies(configuration);
const principals = principalsOf(configuration);

const REGIONAL = `us-east-1:${HOME}`;
const IN_REGION = { 'aws:RequestedRegion': 'us-east-1' };
const ADMINISTRATOR = `arn:aws:iam::${HOME}:role/Admin`;
const ROOT = `arn:aws:iam::${HOME}:root`;
const exampleOf = ([pattern = '']: readonly string[]) => pattern.replaceAll('*', 'x');
const DEPLOYER = exampleOf(principals.deployers);
const OPERATOR = exampleOf(principals.operators);
const CONSUMER_ROLE = `arn:aws:iam::${HOME}:role/rootguard-home-consumer`;
const STACK_SETS = 'arn:aws:iam::333333333333:role/stacksets-exec-0123456789abcdef';

interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** Attached to the home account, all four apply. */
function isDeniedInHome(principal: string, { action, resource, context = {} }: Call): boolean {
  const request = { action, resource, context: { ...IN_REGION, 'aws:PrincipalArn': principal, ...context } };
  return Object.values(policies).some((policy) => denies(policy, request));
}

interface Exposure {
  readonly actions: readonly string[];
  /** The resource of the call. */
  readonly arn: (part: DeployedPart, referred: Referred) => string;
  readonly context?: (part: DeployedPart, referred: Referred) => Readonly<Record<string, string>>;
}

/** The name of the part that this property refers to. */
type Referred = (property: string) => string;

const FUNCTION = {
  arn: ({ name }: Pick<DeployedPart, 'name'>) => `arn:aws:lambda:${REGIONAL}:function:${name}`,
  actions: [
    'lambda:AddPermission',
    'lambda:CreateFunctionUrlConfig',
    'lambda:DeleteFunction',
    'lambda:DeleteFunctionEventInvokeConfig',
    'lambda:InvokeAsync',
    'lambda:InvokeFunction',
    'lambda:InvokeFunctionUrl',
    'lambda:PutFunctionConcurrency',
    'lambda:PutFunctionEventInvokeConfig',
    'lambda:RemovePermission',
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
  ],
};
const ROLE_CHANGES = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PassRole',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
];

/** What can be done to a resource of each type so that rootguard works no longer, or for somebody else. */
const EXPOSURES: Readonly<Record<string, Exposure | string>> = {
  'AWS::Backup::BackupPlan': 'it has a generated id: lock the vault, or keep a copy in another account',
  'AWS::Backup::BackupSelection': 'as its plan',
  'AWS::Chatbot::SlackChannelConfiguration': {
    arn: ({ name }) => `arn:aws:chatbot::${HOME}:chat-configuration/slack-channel/${name}`,
    actions: ['chatbot:DeleteSlackChannelConfiguration', 'chatbot:UpdateSlackChannelConfiguration'],
  },
  'AWS::CloudWatch::Alarm': {
    arn: ({ name }) => `arn:aws:cloudwatch:${REGIONAL}:alarm:${name}`,
    actions: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:DisableAlarmActions',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:SetAlarmState',
    ],
  },
  'AWS::CloudWatch::Dashboard': {
    arn: ({ name }) => `arn:aws:cloudwatch::${HOME}:dashboard/${name}`,
    actions: ['cloudwatch:DeleteDashboards', 'cloudwatch:PutDashboard'],
  },
  'AWS::DynamoDB::Table': {
    arn: ({ name }) => `arn:aws:dynamodb:${REGIONAL}:table/${name}`,
    actions: [
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:DeleteResourcePolicy',
      'dynamodb:DeleteTable',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PutItem',
      'dynamodb:PutResourcePolicy',
      'dynamodb:UpdateContinuousBackups',
      'dynamodb:UpdateItem',
      'dynamodb:UpdateTable',
      'dynamodb:UpdateTimeToLive',
    ],
  },
  'AWS::Events::Archive': {
    arn: ({ name }) => `arn:aws:events:${REGIONAL}:archive/${name}`,
    actions: ['events:DeleteArchive', 'events:UpdateArchive'],
  },
  'AWS::Events::EventBus': {
    arn: ({ name }) => `arn:aws:events:${REGIONAL}:event-bus/${name}`,
    actions: [
      'events:DeleteEventBus',
      'events:PutPermission',
      'events:RemovePermission',
      'events:UpdateEventBus',
    ],
  },
  'AWS::Events::EventBusPolicy': 'part of the bus',
  'AWS::Events::Rule': {
    arn: ({ name, properties }, referred) =>
      `arn:aws:events:${REGIONAL}:rule/${properties.EventBusName === undefined ? '' : `${referred('EventBusName')}/`}${name}`,
    actions: [
      'events:DeleteRule',
      'events:DisableRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
    ],
  },
  'AWS::IAM::ManagedPolicy': {
    arn: ({ name }) => `arn:aws:iam::${HOME}:policy/${name}`,
    actions: [
      'iam:CreatePolicyVersion',
      'iam:DeletePolicy',
      'iam:DeletePolicyVersion',
      'iam:SetDefaultPolicyVersion',
    ],
  },
  'AWS::IAM::Role': {
    arn: ({ name, properties: { Path = '/' } }) => `arn:aws:iam::${HOME}:role${Path}${name}`,
    actions: ROLE_CHANGES,
  },
  'AWS::KMS::Alias': {
    arn: ({ name }) => `arn:aws:kms:${REGIONAL}:${name}`,
    actions: ['kms:DeleteAlias', 'kms:UpdateAlias'],
  },
  'AWS::KMS::Key': {
    arn: () => `arn:aws:kms:${REGIONAL}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    actions: [
      'kms:DeleteAlias',
      'kms:DisableKey',
      'kms:PutKeyPolicy',
      'kms:RetireGrant',
      'kms:RevokeGrant',
      'kms:ScheduleKeyDeletion',
      'kms:UpdateAlias',
    ],
    context: ({ stackName }) => ({ 'kms:ResourceAliases': `alias/${stackName.replace(/-data$/, '')}` }),
  },
  'AWS::Lambda::EventInvokeConfig': 'part of the function',
  'AWS::Lambda::EventSourceMapping': {
    arn: () => `arn:aws:lambda:${REGIONAL}:event-source-mapping:0123-4567`,
    actions: [
      'lambda:CreateEventSourceMapping',
      'lambda:DeleteEventSourceMapping',
      'lambda:UpdateEventSourceMapping',
    ],
    context: (_, referred) => ({ 'lambda:FunctionArn': FUNCTION.arn({ name: referred('FunctionName') }) }),
  },
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Logs::LogGroup': {
    arn: ({ name }) => `arn:aws:logs:${REGIONAL}:log-group:${name}`,
    actions: [
      'logs:AssociateKmsKey',
      'logs:DeleteLogGroup',
      'logs:DeleteLogStream',
      'logs:DeleteMetricFilter',
      'logs:DisassociateKmsKey',
      'logs:PutDataProtectionPolicy',
      'logs:PutMetricFilter',
      'logs:PutRetentionPolicy',
    ],
  },
  'AWS::Logs::MetricFilter': 'part of the log group',
  'AWS::SNS::Subscription':
    'SNS has no ARN for it that a policy could match: see what the policies cannot do',
  'AWS::SNS::Topic': {
    arn: ({ name }) => `arn:aws:sns:${REGIONAL}:${name}`,
    actions: [
      'sns:AddPermission',
      'sns:DeleteTopic',
      'sns:PutDataProtectionPolicy',
      'sns:RemovePermission',
      'sns:SetTopicAttributes',
    ],
  },
  'AWS::SNS::TopicPolicy': 'part of the topic',
  'AWS::SQS::Queue': {
    arn: ({ name }) => `arn:aws:sqs:${REGIONAL}:${name}`,
    actions: [
      'sqs:AddPermission',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:DeleteQueue',
      'sqs:PurgeQueue',
      'sqs:ReceiveMessage',
      'sqs:RemovePermission',
      'sqs:SetQueueAttributes',
      'sqs:StartMessageMoveTask',
    ],
  },
  'AWS::SQS::QueuePolicy': 'part of the queue',
  'AWS::Scheduler::Schedule': {
    arn: ({ name }, referred) => `arn:aws:scheduler:${REGIONAL}:schedule/${referred('GroupName')}/${name}`,
    actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:UpdateSchedule'],
  },
  'AWS::Scheduler::ScheduleGroup': {
    arn: ({ name }) => `arn:aws:scheduler:${REGIONAL}:schedule-group/${name}`,
    actions: ['scheduler:DeleteScheduleGroup'],
  },
};

/** Everything that is deployed in the home account. */
const homeParts = (settings: object) =>
  deployedParts({ ...EVERYTHING, ...settings }).filter(({ account }) => account === HOME);

const resources = homeParts({});

function callsOn(parts: readonly DeployedPart[]): readonly Call[] {
  return parts.flatMap((part) => {
    const exposure = EXPOSURES[part.type];
    if (exposure === undefined || typeof exposure === 'string') return [];
    const { actions, arn, context = () => ({}) } = exposure;
    const referred = (property: string) => referredBy(parts, part, property).name;
    const resource = arn(part, referred).replace(':us-east-1:', `:${part.region}:`);
    return actions.map((action) => ({ action, resource, context: context(part, referred) }));
  });
}

const resourceCalls = callsOn(resources);

/** Items, messages and invocations belong to the service, not to the deployment. */
const ofItsContent = ({ action }: Call) =>
  /Item$|PartiQL|Message|MoveTask|Invoke(?:Async|Function|FunctionUrl)$/.test(action) &&
  !action.includes('Queue');

/** Every change of a stack, directly or by a change set. */
function changesOf(stack: string): readonly Call[] {
  return [
    'CancelUpdateStack',
    'ContinueUpdateRollback',
    'CreateChangeSet',
    'CreateStack',
    'DeleteStack',
    'ExecuteChangeSet',
    'RollbackStack',
    'SetStackPolicy',
    'UpdateStack',
    'UpdateTerminationProtection',
  ].map((action) => ({ action: `cloudformation:${action}`, resource: stack }));
}

const stackCallsOn = (parts: readonly DeployedPart[]) =>
  [...new Set(parts.map(({ region, stackName }) => `${region}:${HOME}:stack/${stackName}`))].flatMap(
    (stack) => changesOf(`arn:aws:cloudformation:${stack}/0123`),
  );

const stackCalls = [
  ...stackCallsOn(resources),
  ...changesOf(`arn:aws:cloudformation:${REGIONAL}:stack/CDKToolkit-rootguard/0123`),
];

const CODE_BUCKET = `arn:aws:s3:::cdk-rootguard-assets-${HOME}-us-east-1`;

const roleCalls: readonly Call[] = [
  principals.cdkDeployRole,
  principals.cdkExecutionRole,
  principals.cdkPublishingRole,
  `arn:aws:iam::${HOME}:role/stacksets-exec-mine`,
].flatMap((resource) => ROLE_CHANGES.map((action) => ({ action, resource })));

const tableArn = (table: string) => `arn:aws:dynamodb:${REGIONAL}:table/rootguard-${table}`;
const backupCalls: readonly Call[] = ['exceptions', 'ledger', 'posture', 'settings'].map((table) => ({
  action: 'dynamodb:DeleteBackup',
  resource: `${tableArn(table)}/backup/0123`,
}));

const task = (name: string) => ({ 'sts:TaskPolicyArn': `arn:aws:iam::aws:policy/root-task/${name}` });
const anyRoot = (name: string): Call => ({
  action: 'sts:AssumeRoot',
  resource: 'arn:aws:iam::333333333333:root',
  context: task(name),
});

const otherCalls: readonly Call[] = [
  anyRoot('IAMAuditRootUserCredentials'),
  anyRoot('IAMDeleteRootUserCredentials'),
  anyRoot('IAMCreateRootUserPassword'),
  { action: 'sts:AssumeRole', resource: principals.cdkDeployRole },
  { action: 'sts:AssumeRole', resource: principals.cdkPublishingRole },
  { action: 's3:PutObject', resource: `${CODE_BUCKET}/0123.zip` },
  { action: 's3:DeleteObjectVersion', resource: `${CODE_BUCKET}/0123.zip` },
  { action: 's3:PutBucketPolicy', resource: CODE_BUCKET },
  { action: 's3:PutBucketVersioning', resource: CODE_BUCKET },
  { action: 's3:DeleteBucketPolicy', resource: CODE_BUCKET },
  { action: 'iam:CreateRole', resource: `arn:aws:iam::${HOME}:role/rootguard-home-consumer-of-mine` },
  { action: 'account:CloseAccount', resource: '*' },
  { action: 'organizations:LeaveOrganization', resource: '*' },
  { action: 'iam:DisableOrganizationsRootSessions', resource: '*' },
  { action: 'iam:DisableOrganizationsRootCredentialsManagement', resource: '*' },
  {
    action: 'organizations:DeregisterDelegatedAdministrator',
    resource: '*',
    context: { 'organizations:ServicePrincipal': 'iam.amazonaws.com' },
  },
];

describe('the protective policies', () => {
  it.each(Object.entries(policies))('%s fits into a service control policy', (_, policy) => {
    expect(JSON.stringify(policy).length).toBeLessThan(MAX_POLICY_CHARACTERS);
    for (const { Sid } of policy.Statement) expect(Sid).toMatch(/^[A-Za-z]+$/);
    // The sandbox has the grammar of AWS for them.
    expect(v.is(organizationPolicySchema('SERVICE_CONTROL_POLICY'), policy)).toBe(true);
  });

  it('know every type of resource in the home account', () => {
    const types = [...new Set(resources.map(({ type }) => type))];
    expect(types.toSorted()).toEqual(Object.keys(EXPOSURES).toSorted());
  });

  it.each([
    ['an administrator', ADMINISTRATOR],
    ['the root user', ROOT],
  ])('deny %s of the home account everything that stops or takes over rootguard', (_, principal) => {
    const calls = [...resourceCalls, ...stackCalls, ...roleCalls, ...backupCalls, ...otherCalls];
    expect(calls.length).toBeGreaterThan(300);
    const allowed = calls.filter((call) => !isDeniedInHome(principal, call));
    expect(allowed.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
  });

  it('deny the same to an administrator where CloudFormation has to shorten names', () => {
    const settings = { namePrefix: 'abcdefghijklmnopqrst' };
    const parts = homeParts(settings);
    const policiesOf = protectivePolicies(parseConfiguration({ ...EXAMPLE, ...EVERYTHING, ...settings }));
    const allowed = [...callsOn(parts), ...stackCallsOn(parts)].filter((call) => {
      const context = { ...IN_REGION, 'aws:PrincipalArn': ADMINISTRATOR, ...call.context };
      return !Object.values(policiesOf).some((policy) => denies(policy, { ...call, context }));
    });
    expect(allowed.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
    for (const policy of Object.values(policiesOf)) {
      expect(JSON.stringify(policy, null, 2).length).toBeLessThan(MAX_POLICY_CHARACTERS);
    }
  });

  it('allow a deployment with the CDK, and what it does to each resource', () => {
    const changes = resourceCalls.filter((call) => !ofItsContent(call));
    expect(deniedTo(principals.cdkExecutionRole, changes)).toEqual([]);
    expect(deniedTo(principals.cdkDeployRole, stackCalls)).toEqual([]);
    expect(
      deniedTo(principals.cdkDeployRole, [{ action: 'iam:PassRole', resource: principals.cdkExecutionRole }]),
    ).toEqual([]);
    expect(deniedTo(DEPLOYER, [{ action: 'sts:AssumeRole', resource: principals.cdkDeployRole }])).toEqual(
      [],
    );
  });

  it('exempt no role that stacks of others were deployed with', () => {
    // A stack keeps it, and whoever may update the stack acts as that role.
    const shared = `arn:aws:iam::${HOME}:role/cdk-hnb659fds-cfn-exec-role-${HOME}-us-east-1`;
    expect(deniedTo(shared, [...resourceCalls, ...stackCalls])).toHaveLength(
      resourceCalls.length + stackCalls.length,
    );
    const { Parameters } = templateOf(everything.home).toJSON();
    expect(Parameters.BootstrapVersion.Default).toBe('/cdk-bootstrap/rootguard/version');
    expect(principals.cdkExecutionRole).toBe(
      `arn:aws:iam::${HOME}:role/cdk-rootguard-cfn-exec-role-${HOME}-us-east-1`,
    );
  });

  it('allow the CDK to upload the code of the functions, and nobody else', () => {
    const upload = { action: 's3:PutObject', resource: `${CODE_BUCKET}/0123.zip` };
    expect(isDeniedInHome(principals.cdkPublishingRole, upload)).toBe(false);
    expect(
      isDeniedInHome(DEPLOYER, { action: 'sts:AssumeRole', resource: principals.cdkPublishingRole }),
    ).toBe(false);
    expect(isDeniedInHome(ADMINISTRATOR, { ...upload, resource: 'arn:aws:s3:::mine/0123.zip' })).toBe(false);
  });

  it('allow a deployment without the CDK by those who may deploy', () => {
    const changes = resourceCalls.filter((call) => !ofItsContent(call));
    expect(deniedTo(DEPLOYER, [...changes, ...stackCalls])).toEqual([]);
  });

  it('exempt roles of rootguard by their names alone, as a pattern would also match a path', () => {
    const exempt = Object.values(policies)
      .flatMap(({ Statement }) => Statement)
      .flatMap(
        ({ Condition }): string | readonly string[] => Condition?.ArnNotLike?.['aws:PrincipalArn'] ?? [],
      );
    const ofRootguard = [...new Set(exempt)].filter((arn) =>
      arn.startsWith(`arn:aws:iam::${HOME}:role/rootguard`),
    );
    expect(ofRootguard.length).toBeGreaterThan(3);
    expect(ofRootguard.filter((arn) => /[*?]/.test(arn))).toEqual([]);
    // Nobody but AWS makes roles that the other patterns match, or the policies leave them to deployments.
    const others = [...new Set(exempt)].filter(
      (arn) => arn.includes('*') && !arn.includes(':role/aws-reserved/'),
    );
    expect(others).toEqual(['arn:aws:iam::*:role/stacksets-exec-*']);
    for (const name of ['mine', 'mine/admin']) {
      const resource = `arn:aws:iam::${HOME}:role/stacksets-exec-${name}`;
      expect(isDeniedInHome(ADMINISTRATOR, { action: 'iam:CreateRole', resource })).toBe(true);
    }
  });

  it.each(['consumer', 'listener', 'sweeper', 'schedules', 'OwnEvents'])(
    'allow the role of %s what it is granted',
    (name) => {
      const role = resources.find(({ type, name: its }) => type === 'AWS::IAM::Role' && its.includes(name));
      if (role === undefined) throw new Error('there is no such role');
      const granted = role.properties.Policies.flatMap(({ PolicyDocument }: Resource) =>
        grantsOf(PolicyDocument),
      );
      expect(granted.length).toBeGreaterThan(0);
      expect(deniedTo(`arn:aws:iam::${HOME}:role/${role.name}`, granted)).toEqual([]);
    },
  );

  it.each([
    ['RootguardAuditor', exampleOf(principals.auditors)],
    ['RootguardExceptionAdmin', exampleOf(principals.exceptionAdmins)],
    ['RootguardOperator', OPERATOR],
  ])('allow people with %s what it grants', (name, principal) => {
    const [policy] = resources.filter((resource) => resource.name === name);
    const granted = grantsOf(policy?.properties.PolicyDocument);
    expect(granted.length).toBeGreaterThan(5);
    expect(deniedTo(principal, granted)).toEqual([]);
  });

  it('allow only operators a session that creates a password', () => {
    const isDenied = (principal: string) => isDeniedInHome(principal, anyRoot('IAMCreateRootUserPassword'));
    expect([CONSUMER_ROLE, exampleOf(principals.auditors), DEPLOYER].map(isDenied)).toEqual([
      true,
      true,
      true,
    ]);
    expect(isDenied(OPERATOR)).toBe(false);
  });

  it('allow the role of the canary what it is granted, and nobody to make it up', () => {
    const canary = `arn:aws:iam::${HOME}:role/rootguard-canary`;
    const role = Object.values<Resource>(templateOf(everything.canary).toJSON().Resources).find(
      ({ Properties }) => Properties.RoleName === 'rootguard-canary',
    );
    const granted = role?.Properties.Policies.flatMap(({ PolicyDocument }: Resource) =>
      grantsOf(PolicyDocument, everything.canary),
    );
    expect(granted.length).toBeGreaterThan(5);
    expect(deniedTo(canary, granted)).toEqual([]);
    const run = {
      action: 'lambda:InvokeFunction',
      resource: FUNCTION.arn({ name: 'rootguard-canary-Canary1234-abc' }),
    };
    expect(isDeniedInHome(`arn:aws:iam::${HOME}:role/rootguard-canary-schedule`, run)).toBe(false);
    expect(isDeniedInHome(canary, anyRoot('IAMCreateRootUserPassword'))).toBe(false);
    const changes = ROLE_CHANGES.map((action) => ({ action, resource: canary }));
    expect(deniedTo(ADMINISTRATOR, changes)).toHaveLength(changes.length);
    expect(deniedTo(principals.cdkExecutionRole, changes)).toEqual([]);

    const { people, sessions } = protectivePolicies(parseConfiguration(EXAMPLE));
    const request = {
      ...anyRoot('IAMCreateRootUserPassword'),
      context: { ...IN_REGION, 'aws:PrincipalArn': canary },
    };
    for (const policy of [people, sessions]) expect(denies(policy, request)).toBe(true);
  });

  it.each([
    ['rootguard in its Region', CONSUMER_ROLE, 'us-east-1', false],
    ['rootguard in a Region of sessionRegions', CONSUMER_ROLE, 'eu-west-1', false],
    ['rootguard elsewhere', CONSUMER_ROLE, 'eu-north-1', true],
    ['an operator in its Region', OPERATOR, 'us-east-1', false],
    ['an operator elsewhere', OPERATOR, 'eu-north-1', true],
    ['an administrator', ADMINISTRATOR, 'us-east-1', true],
    ['an administrator of another account', 'arn:aws:iam::333333333333:role/Admin', 'us-east-1', true],
  ])('confine AssumeRoot: %s', (_who, principal, region, denied) => {
    const context = { 'aws:PrincipalArn': principal, 'aws:RequestedRegion': region };
    const call = { action: 'sts:AssumeRoot', resource: 'arn:aws:iam::333333333333:root', context };
    expect(denies(policies.sessions, call)).toBe(denied);
    expect(denies(policies.sessions, { ...call, action: 'sts:AssumeRole' })).toBe(false);
  });

  it('allow nobody to change or delete entries of the ledger', () => {
    const resource = tableArn('ledger');
    const changes = [
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLUpdate',
      'dynamodb:UpdateItem',
    ].map((action) => ({ action, resource }));
    for (const principal of [CONSUMER_ROLE, OPERATOR, DEPLOYER, principals.cdkExecutionRole]) {
      expect([principal, deniedTo(principal, changes).length]).toEqual([principal, changes.length]);
    }
    expect(isDeniedInHome(CONSUMER_ROLE, { action: 'dynamodb:PutItem', resource })).toBe(false);
  });

  it('allow only operators to change the settings, not those who write the other tables', () => {
    const changes = [
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ].map((action) => ({ action, resource: tableArn('settings') }));
    const sweeper = `arn:aws:iam::${HOME}:role/rootguard-home-sweeper`;
    for (const principal of [CONSUMER_ROLE, sweeper, exampleOf(principals.exceptionAdmins), DEPLOYER]) {
      expect([principal, deniedTo(principal, changes).length]).toEqual([principal, changes.length]);
    }
    expect(deniedTo(OPERATOR, changes)).toEqual([]);
  });

  it('leave everything else in the home account alone', () => {
    const calls: readonly Call[] = [
      { action: 'lambda:UpdateFunctionCode', resource: `arn:aws:lambda:${REGIONAL}:function:mine` },
      { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:${REGIONAL}:function:mine` },
      {
        action: 'lambda:DeleteEventSourceMapping',
        resource: `arn:aws:lambda:${REGIONAL}:event-source-mapping:0123`,
        context: { 'lambda:FunctionArn': `arn:aws:lambda:${REGIONAL}:function:mine` },
      },
      {
        action: 'kms:ScheduleKeyDeletion',
        resource: `arn:aws:kms:${REGIONAL}:key/0000`,
        context: { 'kms:ResourceAliases': 'alias/mine' },
      },
      { action: 'kms:ScheduleKeyDeletion', resource: `arn:aws:kms:${REGIONAL}:key/0001` },
      { action: 'iam:CreateRole', resource: `arn:aws:iam::${HOME}:role/mine` },
      { action: 'dynamodb:DeleteTable', resource: `arn:aws:dynamodb:${REGIONAL}:table/mine` },
      { action: 'cloudwatch:PutMetricData', resource: '*' },
      { action: 'events:PutRule', resource: `arn:aws:events:${REGIONAL}:rule/mine` },
      { action: 'cloudformation:CreateStack', resource: `arn:aws:cloudformation:${REGIONAL}:stack/mine/0` },
    ];
    expect(deniedTo(ADMINISTRATOR, calls)).toEqual([]);
  });

  it('leave another installation alone whose prefix begins with that of this one', () => {
    const another = protectivePolicies(parseConfiguration({ ...EXAMPLE, namePrefix: 'rootguard-two' }));
    const consumer = `arn:aws:iam::${HOME}:role/rootguard-two-home-consumer`;
    const calls: readonly Call[] = [
      { action: 'dynamodb:PutItem', resource: `arn:aws:dynamodb:${REGIONAL}:table/rootguard-two-ledger` },
      { action: 'sqs:ReceiveMessage', resource: `arn:aws:sqs:${REGIONAL}:rootguard-two-triggers` },
    ];
    expect(deniedTo(consumer, calls)).toEqual([]);
    const context = { 'aws:PrincipalArn': ADMINISTRATOR };
    for (const call of calls) expect(denies(another.people, { ...call, context })).toBe(true);
  });

  it("keep the organization's own deployment roles in the home account from everybody who does not deploy", () => {
    const own = [`arn:aws:iam::${HOME}:role/ci/pipeline`, 'arn:aws:iam::*:role/terraform-*'];
    const elsewhere = 'arn:aws:iam::444444444444:role/pipeline';
    const { people } = protectivePolicies(
      parseConfiguration({ ...EXAMPLE, deployerRoles: [...own, elsewhere] }),
    );
    const request = (principal: string, action: string, resource: string) =>
      denies(people, { action, resource, context: { 'aws:PrincipalArn': principal } });
    for (const role of [`arn:aws:iam::${HOME}:role/ci/pipeline`, `arn:aws:iam::${HOME}:role/terraform-x`]) {
      for (const action of ROLE_CHANGES) {
        expect([role, action, request(ADMINISTRATOR, action, role)]).toEqual([role, action, true]);
        expect([role, action, request(elsewhere, action, role)]).toEqual([role, action, false]);
      }
    }
    expect(request(ADMINISTRATOR, 'iam:PutRolePolicy', `arn:aws:iam::${HOME}:role/mine`)).toBe(false);
    expect(JSON.stringify(people.Statement.map(({ Resource }) => Resource))).not.toContain('444444444444');
  });

  it('fit with many deployment roles, which are left unprotected where they would not', () => {
    const roles = (count: number) =>
      Array.from({ length: count }, (_, index) => `arn:aws:iam::${HOME}:role/pipelines/of-the-team-${index}`);
    const peopleWith = (count: number) =>
      protectivePolicies(parseConfiguration({ ...EXAMPLE, deployerRoles: roles(count) })).people;
    const keeps = (count: number) =>
      denies(peopleWith(count), {
        action: 'iam:UpdateAssumeRolePolicy',
        resource: roles(1)[0] ?? '',
        context: { 'aws:PrincipalArn': ADMINISTRATOR },
      });
    expect([10, 25].map(keeps)).toEqual([true, false]);
    for (const count of [10, 25]) {
      expect(JSON.stringify(peopleWith(count), null, 2).length).toBeLessThan(MAX_POLICY_CHARACTERS);
    }
  });

  it('protect a key that is configured by its ARN', () => {
    const keyArn = `arn:aws:kms:${REGIONAL}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    const { home } = protectivePolicies(parseConfiguration({ ...EXAMPLE, keyArn }));
    const request = (resource: string) => ({
      action: 'kms:DisableKey',
      resource,
      context: { 'aws:PrincipalArn': ADMINISTRATOR },
    });
    expect(denies(home, request(keyArn))).toBe(true);
    expect(denies(home, request(`arn:aws:kms:${REGIONAL}:key/0000`))).toBe(false);
    const { home: withoutKey } = protectivePolicies(parseConfiguration(EXAMPLE));
    expect(JSON.stringify(withoutKey)).not.toContain('kms:');
  });
});

describe('the policies of an installation with a permissions boundary', () => {
  const policiesWith = (permissionsBoundary: string) =>
    protectivePolicies(parseConfiguration({ ...EXAMPLE, permissionsBoundary }));
  const changes = ['iam:CreatePolicyVersion', 'iam:DeletePolicy', 'iam:SetDefaultPolicyVersion'];

  it.each(['home', 'members'] as const)(
    'keep it, as a version of it that allows nothing stops every role: %s',
    (name) => {
      const policy = policiesWith('boundaries/Service')[name];
      const accounts = name === 'home' ? [HOME] : [HOME, '333333333333'];
      for (const action of changes) {
        for (const account of accounts) {
          const isDenied = (principal: string, boundary: string) =>
            denies(policy, {
              action,
              resource: `arn:aws:iam::${account}:policy/${boundary}`,
              context: { 'aws:PrincipalArn': principal },
            });
          expect(isDenied(`arn:aws:iam::${account}:role/Admin`, 'boundaries/Service')).toBe(true);
          expect(isDenied(`arn:aws:iam::${account}:role/Admin`, 'boundaries/Service2')).toBe(false);
          expect(isDenied(DEPLOYER, 'boundaries/Service')).toBe(false);
        }
      }
    },
  );

  it('say nothing of one that is of AWS, or that is not there', () => {
    for (const policies of [
      policiesWith('arn:aws:iam::aws:policy/PowerUserAccess'),
      protectivePolicies(parseConfiguration(EXAMPLE)),
    ]) {
      expect(policies.members.Statement.find(({ Sid }) => Sid === 'KeepForwardingRoles')?.Resource).toEqual([
        'arn:aws:iam::*:role/rootguard/*',
      ]);
      expect(JSON.stringify(policies)).not.toContain('PowerUserAccess');
    }
  });
});

describe('the policy for member accounts', () => {
  const isDenied = (principal: string, action: string, resource: string) =>
    denies(policies.members, { action, resource, context: { 'aws:PrincipalArn': principal } });

  const inMember = (service: string, resource: string) =>
    `arn:aws:${service}:us-east-1:333333333333:${resource}`;

  it.each<Call>([
    { action: 'events:DisableRule', resource: inMember('events', 'rule/rootguard-root-credentials') },
    { action: 'events:PutTargets', resource: inMember('events', 'rule/rootguard-root-passwords') },
    ...ROLE_CHANGES.map((action) => ({
      action,
      resource: 'arn:aws:iam::333333333333:role/rootguard/StackSet-Role',
    })),
    ...changesOf(inMember('cloudformation', 'stack/StackSet-rootguard-members-0123/0')),
    ...changesOf(inMember('cloudformation', 'stack/rootguard-members/0')),
  ])('lets only StackSets call $action on $resource', ({ action, resource }) => {
    expect(isDenied('arn:aws:iam::333333333333:role/Admin', action, resource)).toBe(true);
    expect(isDenied('arn:aws:iam::333333333333:root', action, resource)).toBe(true);
    expect(isDenied(STACK_SETS, action, resource)).toBe(false);
  });

  it.each(['DeleteStackInstances', 'DeleteStackSet', 'StopStackSetOperation', 'UpdateStackSet'])(
    'lets only deployments call %s where a member account owns the StackSet',
    (operation) => {
      const resource = 'arn:aws:cloudformation:us-east-1:444444444444:stackset/rootguard-members:0123';
      const action = `cloudformation:${operation}`;
      expect(isDenied('arn:aws:iam::444444444444:role/Admin', action, resource)).toBe(true);
      expect(isDenied(DEPLOYER, action, resource)).toBe(false);
    },
  );

  it('leaves other rules, roles and stacks alone', () => {
    const administrator = 'arn:aws:iam::333333333333:role/Admin';
    expect(
      isDenied(administrator, 'events:DisableRule', 'arn:aws:events:us-east-1:333333333333:rule/mine'),
    ).toBe(false);
    expect(isDenied(administrator, 'iam:CreateRole', 'arn:aws:iam::333333333333:role/mine')).toBe(false);
  });

  it('protects the management account in no way, which no service control policy binds', () => {
    expect(JSON.stringify(policies)).not.toContain(MANAGEMENT);
  });
});

function deniedTo(principal: string, calls: readonly Call[]): readonly string[] {
  return calls
    .filter((call) => isDeniedInHome(principal, call))
    .map(({ action, resource }) => `${action} ${resource}`);
}

/** One call for each action on each resource that the policy allows, under the condition on the task. */
function grantsOf(
  document: unknown,
  stack: Parameters<typeof templateOf>[0] = everything.home,
): readonly Call[] {
  const template = templateOf(stack);
  const environment = { account: HOME, region: 'us-east-1', partition: 'aws' };
  const { Statement }: Resource = resolve(template, environment, document);
  return Statement.flatMap(({ Action, Resource, Condition = {} }: Resource) => {
    const tasks: readonly string[] = [Condition.StringEquals?.['sts:TaskPolicyArn'] ?? []].flat();
    const contexts = tasks.length === 0 ? [{}] : tasks.map((arn) => ({ 'sts:TaskPolicyArn': arn }));
    return [Action].flat().flatMap((action: string) =>
      [Resource].flat().flatMap((resource: string) =>
        contexts.map((context) => ({
          action,
          resource: resource.replace(/(function:|log-group:)(?=[A-Z])/, '$1rootguard-home-'),
          context,
        })),
      ),
    );
  });
}
