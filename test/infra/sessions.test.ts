import { describe, expect, it } from 'vitest';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { REGIONAL_MEMBER_RULES, REGIONAL_RULES } from '../../src/events/rules.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import {
  HOME,
  MANAGEMENT,
  memberTemplateOf,
  type Resource,
  resourceOf,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const REGIONS = ['eu-central-1', 'ap-southeast-2'];
const { sessions, memberSessions, members } = synthesizeRootguard({
  sessionRegions: REGIONS,
  notifications: { emails: ['security@example.com'] },
});
const [ofHome, ofManagement] = sessions.map(templateOf);
const rulesIn = (resources: readonly Resource[]) =>
  resources.filter(({ Type }) => Type === 'AWS::Events::Rule').map(({ Properties }) => Properties);
const inHome = (service: string, region: unknown, resource: string) =>
  expect.toSatisfy(
    (arn) =>
      JSON.stringify(arn)
        .replace(/"\]\]\}$/, '')
        .endsWith(`:${HOME}:${resource}`) &&
      JSON.stringify(arn).includes(`:${service}:`) &&
      JSON.stringify(arn).includes(typeof region === 'string' ? region : JSON.stringify(region)),
  );

describe('further Regions', () => {
  it('have no stacks unless they are configured', () => {
    const example = synthesizeRootguard();
    expect(example.sessions).toEqual([]);
    expect(example.memberSessions).toBeUndefined();
  });

  it('have a stack in the home account and one in the management account each', () => {
    expect(sessions.map(({ stackName, account, region }) => [stackName, account, region])).toEqual([
      ['rootguard-sessions-eu-central-1', HOME, 'eu-central-1'],
      ['rootguard-management-sessions-eu-central-1', MANAGEMENT, 'eu-central-1'],
      ['rootguard-sessions-ap-southeast-2', HOME, 'ap-southeast-2'],
      ['rootguard-management-sessions-ap-southeast-2', MANAGEMENT, 'ap-southeast-2'],
    ]);
  });

  it('have one stack where home is the management account', () => {
    const stacks = synthesizeRootguard({ homeAccountId: MANAGEMENT, sessionRegions: ['eu-west-1'] });
    expect(stacks.sessions.map(({ stackName, account }) => [stackName, account])).toEqual([
      ['rootguard-sessions-eu-west-1', MANAGEMENT],
    ]);
  });

  it('may be the Region of Control Tower in the account that is home and management', () => {
    const { controlTower, sessions: both } = synthesizeRootguard({
      homeAccountId: MANAGEMENT,
      controlTowerRegion: 'eu-west-1',
      sessionRegions: ['eu-west-1'],
    });
    const namesOf = (type: string, property: string) =>
      [controlTower, ...both].flatMap((stack) =>
        resourcesOf(templateOf(stack), type).map(({ Properties }) => Properties[property]),
      );
    for (const names of [
      namesOf('AWS::SQS::Queue', 'QueueName'),
      namesOf('AWS::SNS::Topic', 'TopicName'),
      namesOf('AWS::CloudWatch::Alarm', 'AlarmName'),
      namesOf('AWS::Events::Rule', 'Name'),
    ]) {
      expect(names.length).toBeGreaterThan(1);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it.each([
    ['home', ofHome, ownPartRules(DEFAULT_NAMES, 'home'), 'rootguard-home-'],
    ['management', ofManagement, ownPartRules(DEFAULT_NAMES, 'member'), 'rootguard-'],
  ])('have the rules of root sessions and of changes of rootguard in %s', (_, template, own, prefix) => {
    const rules = rulesIn(Object.values(template?.toJSON().Resources));
    const expected = [...REGIONAL_RULES, ...own];
    expect(rules.map(({ Name, EventPattern, State }) => [Name, EventPattern, State])).toEqual(
      expected.map(({ name, pattern }) => [`${prefix}${name}`, pattern, 'ENABLED']),
    );
    for (const { Targets } of rules) {
      expect(Targets).toHaveLength(1);
      expect(Targets[0]).toMatchObject({
        Arn: inHome('events', 'us-east-1', 'event-bus/rootguard'),
        RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^ForwardRole/), 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      });
    }
  });

  it('keep what could not be delivered in a queue of the home account in the same Region, with an alarm', () => {
    for (const { Targets } of rulesIn(Object.values(ofHome?.toJSON().Resources))) {
      const [id, attribute] = Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'];
      expect([id, attribute]).toEqual([expect.stringMatching(/^Undelivered/), 'Arn']);
    }
    for (const { Targets } of rulesIn(Object.values(ofManagement?.toJSON().Resources))) {
      expect(Targets[0].DeadLetterConfig.Arn).toEqual(
        inHome('sqs', 'eu-central-1', 'rootguard-sessions-undelivered'),
      );
    }
    if (ofHome === undefined) throw new Error('there is no stack');
    const queue = resourceOf(ofHome, 'AWS::SQS::Queue').Properties;
    expect(queue).toMatchObject({
      QueueName: 'rootguard-sessions-undelivered',
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      SqsManagedSseEnabled: true,
    });
    const alarm = resourceOf(ofHome, 'AWS::CloudWatch::Alarm').Properties;
    expect(alarm).toMatchObject({
      AlarmName: 'rootguard-undelivered-sessions',
      AlarmActions: [{ Ref: expect.stringMatching(/^NotificationsTopic/) }],
      AlarmDescription: expect.stringContaining('docs/runbook.md#undelivered'),
    });
    expect(resourceOf(ofHome, 'AWS::SNS::Topic').Properties.TopicName).toBe(
      'rootguard-sessions-notifications',
    );
    expect(resourceOf(ofHome, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'security@example.com',
    });
  });

  it('let rules of the organization with the names of rootguard, in that Region only, send to that queue', () => {
    if (ofHome === undefined) throw new Error('there is no stack');
    const { Statement } = resourceOf(ofHome, 'AWS::SQS::QueuePolicy').Properties.PolicyDocument;
    const [allowing, ...more] = Statement.filter(({ Effect }: Resource) => Effect === 'Allow');
    expect(more).toEqual([]);
    expect(allowing).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: {
        ArnLike: {
          'aws:SourceArn': {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:eu-central-1:*:rule/rootguard-*']],
          },
        },
        StringEqualsIfExists: { 'aws:SourceOrgID': 'o-exampleorgid' },
      },
    });
  });

  it('let operators, and no others, take messages from that queue', () => {
    const granting = (settings: object) =>
      resourcesOf(templateOf(synthesizeRootguard(settings).home), 'AWS::IAM::ManagedPolicy')
        .filter(({ Properties }) =>
          JSON.stringify(Properties.PolicyDocument).includes(`:sqs:*:${HOME}:rootguard-sessions-undelivered`),
        )
        .map(({ Properties }) => Properties.ManagedPolicyName);
    expect(granting({ sessionRegions: REGIONS })).toEqual(['RootguardOperator']);
    expect(granting({})).toEqual([]);
  });

  it('let the role do nothing but put events on the bus of rootguard', () => {
    for (const template of [ofHome, ofManagement]) {
      if (template === undefined) throw new Error('there is no stack');
      const { Policies, Path } = resourceOf(template, 'AWS::IAM::Role').Properties;
      expect(Path).toBe('/rootguard/');
      expect(Policies).toHaveLength(1);
      expect(Policies[0].PolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: inHome('events', 'us-east-1', 'event-bus/rootguard'),
        },
      ]);
    }
  });

  it('begin all names with the prefix of the installation', () => {
    const stacks = synthesizeRootguard({ namePrefix: 'acme', sessionRegions: ['eu-west-1'] });
    const names = [...stacks.sessions, stacks.memberSessions].flatMap((stack) => [
      stack?.stackName,
      ...Object.values<Resource>(templateOf(stack).toJSON().Resources).flatMap(({ Properties }) =>
        ['Name', 'QueueName', 'TopicName', 'AlarmName', 'StackSetName'].flatMap((key) =>
          Properties[key] === undefined ? [] : [Properties[key]],
        ),
      ),
    ]);
    expect(names.length).toBeGreaterThan(12);
    for (const name of names) expect(name).toMatch(/^acme-/);
    expect(JSON.stringify(memberTemplateOf(stacks.memberSessions))).toContain(
      ':222222222222:acme-sessions-undelivered',
    );
  });
});

describe('the StackSet of further Regions', () => {
  const stackSet = resourceOf(templateOf(memberSessions), 'AWS::CloudFormation::StackSet').Properties;
  const resources = Object.values(memberTemplateOf(memberSessions).Resources);

  it('deploys to the same accounts as the other, in the same way, in these Regions only', () => {
    const main = resourceOf(templateOf(members), 'AWS::CloudFormation::StackSet').Properties;
    const { StackSetName, Description: _, StackInstancesGroup, TemplateBody: __, ...same } = stackSet;
    expect(main).toMatchObject(same);
    expect(StackSetName).toBe('rootguard-members-sessions');
    expect(main.StackSetName).toBe('rootguard-members');
    expect(StackInstancesGroup).toEqual([{ ...main.StackInstancesGroup[0], Regions: REGIONS }]);
    expect(main.StackInstancesGroup[0].Regions).toEqual(['us-east-1']);
  });

  it('has the rules of what a member account records in the Region of the call', () => {
    expect(rulesIn(resources).map(({ Name, EventPattern }) => [Name, EventPattern])).toEqual(
      [...REGIONAL_MEMBER_RULES, ...ownPartRules(DEFAULT_NAMES, 'member')].map(({ name, pattern }) => [
        `rootguard-${name}`,
        pattern,
      ]),
    );
  });

  it('has one role, without a name of its own, as a role is in all Regions', () => {
    const roles = resources.filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.map(({ Properties }) => Properties.RoleName)).toEqual([undefined]);
  });

  it('uses the bus of the main Region, and the queue of the home account in the Region of the stack', () => {
    for (const { Targets } of rulesIn(resources)) {
      expect(Targets[0].Arn).toEqual(inHome('events', 'us-east-1', 'event-bus/rootguard'));
      expect(Targets[0].DeadLetterConfig.Arn).toEqual(
        inHome('sqs', { Ref: 'AWS::Region' }, 'rootguard-sessions-undelivered'),
      );
    }
  });
});
