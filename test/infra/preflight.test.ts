import { describe, expect, it } from 'vitest';
import { NEEDED_CALLS } from '../../src/guardrail/preflight/policies/needed-calls.ts';
import { plannedNames } from '../../src/runtime/operator/planned-names.ts';
import {
  CONFIGURATIONS,
  memberTemplateOf,
  type Resource,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

/*
 * What preflight looks for and simulates is what a deployment creates and calls.
 */

/** Without what few use: a policy that denies it must not be a problem to the others. */
const stacks = synthesizeRootguard({
  ...CONFIGURATIONS['everything on'],
  backup: undefined,
});
const ofHome: readonly Resource[] = [stacks.data, stacks.home].flatMap((stack) =>
  Object.values<Resource>(templateOf(stack).toJSON().Resources),
);
const ofCanary: readonly Resource[] = Object.values(templateOf(stacks.canary).toJSON().Resources);
const ofMembers: readonly Resource[] = Object.values(memberTemplateOf(stacks.members).Resources);

const typesOf = (resources: readonly Resource[]) => [...new Set(resources.map(({ Type }) => `${Type}`))];
const callsOf = (id: string) =>
  NEEDED_CALLS.filter((needed) => needed.id === id).flatMap(({ calls }) =>
    calls.flatMap(({ actions }) => actions),
  );

/** The call that creates a resource. */
const CREATED_BY: Readonly<Record<string, string>> = {
  'AWS::Chatbot::SlackChannelConfiguration': 'chatbot:CreateSlackChannelConfiguration',
  'AWS::CloudWatch::Alarm': 'cloudwatch:PutMetricAlarm',
  'AWS::CloudWatch::Dashboard': 'cloudwatch:PutDashboard',
  'AWS::DynamoDB::Table': 'dynamodb:CreateTable',
  'AWS::Events::Archive': 'events:CreateArchive',
  'AWS::Events::EventBus': 'events:CreateEventBus',
  'AWS::Events::EventBusPolicy': 'events:PutPermission',
  'AWS::Events::Rule': 'events:PutRule',
  'AWS::IAM::ManagedPolicy': 'iam:CreatePolicy',
  'AWS::IAM::Role': 'iam:CreateRole',
  'AWS::KMS::Alias': 'kms:CreateAlias',
  'AWS::KMS::Key': 'kms:CreateKey',
  'AWS::Lambda::EventInvokeConfig': 'lambda:PutFunctionEventInvokeConfig',
  'AWS::Lambda::EventSourceMapping': 'lambda:CreateEventSourceMapping',
  'AWS::Lambda::Function': 'lambda:CreateFunction',
  'AWS::Logs::LogGroup': 'logs:CreateLogGroup',
  'AWS::Logs::MetricFilter': 'logs:PutMetricFilter',
  'AWS::SNS::Subscription': 'sns:Subscribe',
  'AWS::SNS::Topic': 'sns:CreateTopic',
  'AWS::SNS::TopicPolicy': 'sns:SetTopicAttributes',
  'AWS::SQS::Queue': 'sqs:CreateQueue',
  'AWS::SQS::QueuePolicy': 'sqs:SetQueueAttributes',
  'AWS::Scheduler::Schedule': 'scheduler:CreateSchedule',
  'AWS::Scheduler::ScheduleGroup': 'scheduler:CreateScheduleGroup',
};

describe('the calls that preflight simulates', () => {
  it.each([
    ['policies-deployment', [...ofHome, ...ofCanary]],
    ['policies-stack-sets', ofMembers],
  ])('%s are those that create each type of resource', (id, resources) => {
    const created = typesOf(resources).map((type) => CREATED_BY[type] ?? `what creates ${type}`);
    expect(created.filter((action) => !callsOf(id).includes(action))).toEqual([]);
  });

  it.each([
    ['policies-service', ofHome],
    ['policies-canary', ofCanary],
    ['policies-forwarding', ofMembers],
  ])('%s are those that the roles are allowed', (id, resources) => {
    const allowed = resources
      .filter(({ Type }) => Type === 'AWS::IAM::Role')
      .flatMap(({ Properties }) => Properties.Policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action);
    expect(allowed.length).toBeGreaterThan(0);
    expect([...new Set(allowed)].filter((action) => !callsOf(id).includes(action)).toSorted()).toEqual([]);
  });
});

describe('the names that preflight looks for', () => {
  const names = plannedNames('rootguard', true);
  const named = (type: string, property: string) =>
    ofHome
      .filter(({ Type }) => Type === type)
      .flatMap(({ Properties }) => (typeof Properties?.[property] === 'string' ? [Properties[property]] : []))
      .toSorted();

  it.each([
    ['AWS::DynamoDB::Table', 'TableName', names.tables],
    ['AWS::SQS::Queue', 'QueueName', names.queues],
    ['AWS::Events::EventBus', 'Name', [names.bus]],
    ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName', names.managedPolicies],
    ['AWS::Chatbot::SlackChannelConfiguration', 'ConfigurationName', names.chatConfigurations],
  ] as const)('are those of %s', (type, property, planned) => {
    expect(named(type, property)).toEqual(planned.toSorted());
  });

  it('are those of the topics and of the roles with fixed names', () => {
    const fixedNames = (stack: Parameters<typeof templateOf>[0], type: string, property: string) =>
      resourcesOf(templateOf(stack), type).flatMap(({ Properties }) => Properties[property] ?? []);
    expect(fixedNames(stacks.home, 'AWS::SNS::Topic', 'TopicName')).toEqual([names.topic]);
    expect(fixedNames(stacks.management, 'AWS::SNS::Topic', 'TopicName')).toEqual(names.managementTopics);
    expect(fixedNames(stacks.home, 'AWS::IAM::Role', 'RoleName').toSorted()).toEqual(
      names.homeRoles.toSorted(),
    );
    expect(fixedNames(stacks.canary, 'AWS::IAM::Role', 'RoleName')).toEqual(names.canaryRoles);
    expect(fixedNames(stacks.management, 'AWS::IAM::Role', 'RoleName')).toEqual([names.managementRole]);
  });

  it('are those of the stacks and of the StackSet', () => {
    const { dataStack, homeStack, canaryStack, managementStack } = names;
    expect([dataStack, homeStack, canaryStack, managementStack]).toEqual(
      [stacks.data, stacks.home, stacks.canary, stacks.management].map((stack) => stack?.stackName),
    );
    const [stackSet] = Object.values<Resource>(templateOf(stacks.members).toJSON().Resources);
    expect(stackSet?.Properties.StackSetName).toBe(names.stackSet);
  });

  it('begin with the prefix of the installation', () => {
    const other = plannedNames('audit', true);
    const all = ({ dataStack, homeStack, tables, queues, bus, stackSet }: typeof names) => [
      ...[dataStack, homeStack, bus, stackSet],
      ...tables,
      ...queues,
    ];
    expect(all(other)).toEqual(all(names).map((name) => name.replace('rootguard', 'audit')));
  });
});
