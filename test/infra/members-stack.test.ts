import { describe, expect, it } from 'vitest';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { MEMBER_RULES } from '../../src/events/rules.ts';
import { REGION } from '../../src/installation/defaults.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { BUS_NAME } from '../../src/runtime/resources.ts';
import {
  EXAMPLE,
  HOME,
  MANAGEMENT,
  memberTemplateOf,
  type Resource,
  resourceOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const stackSetOf = (settings: object = {}): Resource =>
  resourceOf(templateOf(synthesizeRootguard(settings).members), 'AWS::CloudFormation::StackSet').Properties;

describe('the StackSet', () => {
  const stackSet = stackSetOf();

  it('covers every account of the organization, including later ones, in one Region', () => {
    expect(stackSet).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
      Capabilities: ['CAPABILITY_IAM'],
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: EXAMPLE.coveredOrganizationalUnits },
          Regions: [REGION],
        },
      ],
    });
  });

  it('continues when the deployment fails in some accounts, be they all of a small organization', () => {
    expect(stackSet.OperationPreferences).toMatchObject({
      ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
      RegionConcurrencyType: 'PARALLEL',
    });
    // A percentage is rounded down, and only one of the two may be given.
    expect(stackSet.OperationPreferences.FailureToleranceCount).toBeGreaterThanOrEqual(50_000);
    expect(stackSet.OperationPreferences).not.toHaveProperty('FailureTolerancePercentage');
  });

  it.each([
    ['the management account', MANAGEMENT, 'SELF'],
    ['a delegated administrator', '444444444444', 'DELEGATED_ADMIN'],
  ])('is owned by %s', (_, stackSetsAccountId, callAs) => {
    const { members } = synthesizeRootguard({ stackSetsAccountId });
    expect(members.account).toBe(stackSetsAccountId);
    expect(resourceOf(templateOf(members), 'AWS::CloudFormation::StackSet').Properties.CallAs).toBe(callAs);
  });
});

describe('the template of the member accounts', () => {
  const template = memberTemplateOf(synthesizeRootguard().members);
  const resources = Object.values(template.Resources);
  const rules = resources.filter(({ Type }) => Type === 'AWS::Events::Rule');

  it('contains rules and one role, and nothing that StackSets do not support', () => {
    expect(new Set(resources.map(({ Type }) => Type))).toEqual(
      new Set(['AWS::IAM::Role', 'AWS::Events::Rule']),
    );
    expect(resources.filter(({ Type }) => Type === 'AWS::IAM::Role')).toHaveLength(1);
    expect(Object.keys(template).toSorted()).toEqual(['Description', 'Resources']);
    expect(JSON.stringify(template)).not.toContain('cdk-bootstrap');
  });

  it('is far below the inline size limit of CloudFormation', () => {
    expect(JSON.stringify(template).length).toBeLessThan(51_200 / 2);
  });

  it('has a role without a fixed name, with a path, that can put events on one bus', () => {
    const role = resources.find(({ Type }) => Type === 'AWS::IAM::Role')?.Properties;
    expect(role).toMatchObject({ Path: '/rootguard/' });
    expect(role).not.toHaveProperty('RoleName');
    expect(role.Policies[0].PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: inHome('events', `event-bus/${BUS_NAME}`) },
    ]);
  });

  it('forwards to the bus of the home account, with the undelivered queue there', () => {
    for (const { Properties } of rules) {
      expect(Properties).toMatchObject({
        Targets: [
          {
            Arn: inHome('events', `event-bus/${BUS_NAME}`),
            RoleArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
            DeadLetterConfig: { Arn: inHome('sqs', 'rootguard-undelivered') },
            RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          },
        ],
      });
      expect(Properties).not.toHaveProperty('EventBusName');
    }
  });

  it('has rules whose names the policy of the undelivered queue matches', () => {
    const home = templateOf(synthesizeRootguard().home);
    const statement = resourceOf(home, 'AWS::SQS::QueuePolicy', ({ PolicyDocument }) =>
      PolicyDocument.Statement.some(({ Sid }: Resource) => Sid === 'ForwardingRules'),
    ).Properties.PolicyDocument.Statement.find(({ Sid }: Resource) => Sid === 'ForwardingRules');
    const arn = statement.Condition.ArnLike['aws:SourceArn']['Fn::Join'][1].at(-1);
    expect(arn).toBe(`:events:${REGION}:*:rule/rootguard-*`);
    for (const { Properties } of rules) expect(Properties.Name).toMatch(/^rootguard-/);
    expect(statement.Condition.StringEqualsIfExists).toEqual({ 'aws:SourceOrgID': EXAMPLE.organizationId });
  });

  it('has the event patterns of the catalogue', () => {
    expect(rules.map(({ Properties }) => Properties.EventPattern)).toEqual(
      [...MEMBER_RULES, ...ownPartRules(DEFAULT_NAMES, 'member')].map(({ pattern }) => pattern),
    );
  });
});

function inHome(service: string, resource: string): object {
  return {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:${REGION}:${HOME}:${resource}`]],
  };
}
