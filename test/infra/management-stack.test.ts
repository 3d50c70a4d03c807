import { describe, expect, it } from 'vitest';
import { ROOT_ACCESS_FUNCTION } from '../../infra/management/root-access-function.ts';
import { ownPartRules, ownPartRulesOfOtherRegion } from '../../src/events/own-parts/rules.ts';
import { CONTROL_TOWER_RULES, MANAGEMENT_RULES } from '../../src/events/rules.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import {
  EXAMPLE,
  HOME,
  MANAGEMENT,
  type Resource,
  resourceOf,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const patternsOf = (stack: Parameters<typeof templateOf>[0]) =>
  resourcesOf(templateOf(stack), 'AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern);

const OWN_PART_RULES = ownPartRules(DEFAULT_NAMES, 'management');

const patterns = (rules: typeof MANAGEMENT_RULES) => rules.map(({ pattern }) => pattern);

describe('the management account', () => {
  it('forwards the events of the organization', () => {
    const { management } = synthesizeRootguard();
    expect(management?.account).toBe(MANAGEMENT);
    expect(patternsOf(management)).toEqual(patterns([...MANAGEMENT_RULES, ...OWN_PART_RULES]));
  });

  it('needs no stack of its own if it is the home account', () => {
    expect(synthesizeRootguard({ homeAccountId: MANAGEMENT }).management).toBeUndefined();
  });

  it('forwards nothing twice if it is the home account and the features are to be enabled', () => {
    const { management } = synthesizeRootguard({ homeAccountId: MANAGEMENT, turnOnRootAccess: true });
    expect(patternsOf(management)).toEqual([]);
  });
});

describe('the role that reads the root user of the management account', () => {
  const rolesOf = (settings: object = {}) =>
    resourcesOf(templateOf(synthesizeRootguard(settings).management), 'AWS::IAM::Role').filter(
      ({ Properties }) => Properties.RoleName !== undefined,
    );

  it('may read the summary of that account and nothing else', () => {
    const [role, ...others] = rolesOf();
    expect(others).toEqual([]);
    expect(role?.Properties).toMatchObject({ RoleName: 'rootguard-management-root', Path: '/rootguard/' });
    expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
    expect(role?.Properties.Policies).toEqual([
      expect.objectContaining({
        PolicyDocument: expect.objectContaining({
          Statement: [{ Effect: 'Allow', Action: 'iam:GetAccountSummary', Resource: '*' }],
        }),
      }),
    ]);
  });

  it('trusts the sweeper of the home account alone, within the organization', () => {
    const [role] = rolesOf();
    const { Statement } = role?.Properties.AssumeRolePolicyDocument ?? {};
    expect(Statement).toHaveLength(1);
    expect(Statement[0]).toMatchObject({ Effect: 'Allow', Action: 'sts:AssumeRole' });
    expect(JSON.stringify(Statement[0].Principal)).toContain(`:iam::${HOME}:root`);
    // A pattern would also match a role that somebody makes with a path.
    expect(Object.keys(Statement[0].Condition)).toEqual(['ArnEquals', 'StringEquals']);
    expect(JSON.stringify(Statement[0].Condition.ArnEquals)).toContain(
      `:iam::${HOME}:role/rootguard-home-sweeper"`,
    );
    expect(Statement[0].Condition.StringEquals).toEqual({ 'aws:PrincipalOrgID': EXAMPLE.organizationId });
  });

  it('trusts the name that the role of the sweeper has', () => {
    const home = templateOf(synthesizeRootguard().home);
    const roles = home.findResources('AWS::IAM::Role');
    const matching = Object.entries(roles).filter(([id]) => id.startsWith('SweeperRole'));
    expect(matching).toHaveLength(1);
    expect(matching[0]?.[1].Properties.RoleName).toBe('rootguard-home-sweeper');
    const sweeper = Object.values(home.findResources('AWS::Lambda::Function')).find(({ Properties }) =>
      String(Properties.Description).includes('queues accounts for audit'),
    );
    expect(sweeper?.Properties.Role['Fn::GetAtt'][0]).toBe(matching[0]?.[0]);
  });

  it('has the prefix of its installation, and is not there where home is the management account', () => {
    expect(rolesOf({ namePrefix: 'sec-guard' })[0]?.Properties.RoleName).toBe('sec-guard-management-root');
    expect(rolesOf({ homeAccountId: MANAGEMENT, turnOnRootAccess: true })).toEqual([]);
  });
});

describe('Control Tower', () => {
  it('has no stack unless configured', () => {
    expect(synthesizeRootguard().controlTower).toBeUndefined();
  });

  it('is forwarded from its home Region, which has the queue for undelivered events', () => {
    const { controlTower, management } = synthesizeRootguard({ controlTowerRegion: 'eu-central-1' });
    expect(controlTower).toMatchObject({ account: MANAGEMENT, region: 'eu-central-1' });
    expect(patternsOf(controlTower)).toEqual(
      patterns([...CONTROL_TOWER_RULES, ...ownPartRulesOfOtherRegion(DEFAULT_NAMES)]),
    );
    expect(patternsOf(management)).toEqual(patterns([...MANAGEMENT_RULES, ...OWN_PART_RULES]));
    const [rule] = resourcesOf(templateOf(controlTower), 'AWS::Events::Rule');
    expect(rule?.Properties.Targets).toMatchObject([
      { DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^Undelivered/), 'Arn'] } } },
    ]);
  });

  it.each([
    ['the management account', {}, 'management'],
    ['home, when that is the management account', { homeAccountId: MANAGEMENT }, 'home'],
  ] as const)('in us-east-1 is forwarded by %s', (_, settings, where) => {
    const stacks = synthesizeRootguard({ ...settings, controlTowerRegion: 'us-east-1' });
    expect(stacks.controlTower).toBeUndefined();
    expect(patternsOf(stacks[where])).toEqual(
      expect.arrayContaining(patterns([...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES])),
    );
  });
});

describe('enabling root access', () => {
  const managementWith = (settings: object = {}) =>
    templateOf(synthesizeRootguard({ turnOnRootAccess: true, ...settings }).management);

  it('is not done unless configured', () => {
    const { Resources } = templateOf(synthesizeRootguard().management).toJSON();
    expect(JSON.stringify(Resources)).not.toContain('Custom::');
  });

  it('has a function whose code fits into the template', () => {
    const { Properties } = resourceOf(managementWith(), 'AWS::Lambda::Function');
    expect(Properties.Code).toEqual({ ZipFile: ROOT_ACCESS_FUNCTION });
    // AWS counts characters: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
    expect(ROOT_ACCESS_FUNCTION.length).toBeLessThanOrEqual(4096);
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 120 });
  });

  it.each([
    [{}, HOME],
    [{ homeAccountId: MANAGEMENT }, undefined],
  ])('registers the home account unless that is the management account: %j', (settings, expected) => {
    const { Properties } = resourceOf(managementWith(settings), 'Custom::RootguardRootAccess');
    expect(Properties.DelegatedAdministrator).toBe(expected);
    expect(Number(Properties.ServiceTimeout)).toBeGreaterThan(120);
  });

  it('has a role that can enable, and can disable nothing (invariant 11)', () => {
    const role = resourceOf(managementWith(), 'AWS::IAM::Role', ({ Description }) =>
      Description.includes('enables'),
    );
    const actions = role.Properties.Policies[0].PolicyDocument.Statement.flatMap(
      ({ Action }: Resource) => Action,
    );
    expect(actions.toSorted()).toEqual([
      'iam:EnableOrganizationsRootCredentialsManagement',
      'iam:EnableOrganizationsRootSessions',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'organizations:EnableAWSServiceAccess',
      'organizations:RegisterDelegatedAdministrator',
    ]);
  });
});

describe('what the management account hears of the home account', () => {
  const template = templateOf(synthesizeRootguard().management);
  const topicNamed = (name: string) =>
    resourceOf(template, 'AWS::SNS::Topic', ({ TopicName }) => TopicName === name);
  const publishersOf = (ref: RegExp) => {
    const policies = resourcesOf(template, 'AWS::SNS::TopicPolicy').filter(({ Properties }) =>
      ref.test(Properties.Topics[0].Ref),
    );
    return policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Sid }: Resource) => Sid === 'HomePublishes')
      .map(({ Condition }: Resource) => JSON.stringify(Condition));
  };

  it('comes by topics of its own, to which roles of the home account may publish', () => {
    expect(topicNamed('rootguard-notifications')).toBeDefined();
    expect(topicNamed('rootguard-watchdog')).toBeDefined();
    expect(publishersOf(/Notifications/)).toEqual([
      expect.stringMatching(`^{"ArnEquals".*:iam::${HOME}:role/rootguard/rootguard-home-management-path"`),
    ]);
    expect(publishersOf(/Watchdog/)).toEqual([
      expect.stringMatching(`^{"ArnEquals".*:iam::${HOME}:role/rootguard-home-sweeper"`),
    ]);
  });

  it('reaches the e-mail addresses that are notified', () => {
    const emails = ['security@example.com'];
    const { management } = synthesizeRootguard({ notifications: { emails } });
    expect(
      resourcesOf(templateOf(management), 'AWS::SNS::Subscription').map(({ Properties }) => Properties),
    ).toMatchObject([{ Protocol: 'email', Endpoint: 'security@example.com' }]);
  });

  it.each([
    [5, 2],
    [60, 13],
  ])(
    'is an alarm too when watches every %i minutes stop, after %i quarters of an hour',
    (minutes, periods) => {
      const { management } = synthesizeRootguard({ watchEveryMinutes: minutes });
      expect(resourceOf(templateOf(management), 'AWS::CloudWatch::Alarm').Properties).toMatchObject({
        AlarmName: 'rootguard-watch-missed',
        AlarmDescription: expect.stringContaining('docs/runbook.md#watch-missed'),
        AlarmActions: [{ Ref: expect.stringMatching(/Notifications/) }],
        Namespace: 'AWS/SNS',
        MetricName: 'NumberOfMessagesPublished',
        Dimensions: [{ Name: 'TopicName' }],
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 900,
        EvaluationPeriods: periods,
        TreatMissingData: 'breaching',
      });
    },
  );

  it('is nothing where the home account is the management account', () => {
    const { management, home } = synthesizeRootguard({ homeAccountId: MANAGEMENT, turnOnRootAccess: true });
    expect(resourcesOf(templateOf(management), 'AWS::SNS::Topic')).toEqual([]);
    expect(JSON.stringify(templateOf(home).toJSON())).not.toContain('rootguard-watchdog');
  });
});
