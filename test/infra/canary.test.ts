import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../infra/rootguard.ts';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { REGION } from '../../src/installation/defaults.ts';
import { parseEnvironment } from '../../src/runtime/environment.ts';
import { wireCanary } from '../../src/runtime/wiring.ts';
import { resolve } from './resolution.ts';
import {
  CONFIGURATIONS,
  EXAMPLE,
  HOME,
  MANAGEMENT,
  type Resource,
  resourceOf,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const ENVIRONMENT = { account: HOME, region: REGION, partition: 'aws' };
const CANARY = '333333333333';
const CANARY_ROOT = `arn:aws:iam::${CANARY}:root`;
const SETTINGS = { mode: 'enforce', canary: { accountId: CANARY } };

const table = (name: string) => `arn:aws:dynamodb:${REGION}:${HOME}:table/rootguard-${name}`;

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

const stacks = synthesizeRootguard(SETTINGS);
const template = templateOf(stacks.canary);

/** The statements of the roles of a stack, by the description of the role. */
function roleStatements(stack: Parameters<typeof templateOf>[0]): readonly (readonly [string, Statement])[] {
  const own = templateOf(stack);
  return resourcesOf(own, 'AWS::IAM::Role').flatMap(({ Properties }: Resource) =>
    (Properties.Policies ?? []).flatMap(({ PolicyDocument }: { readonly PolicyDocument: unknown }) => {
      const { Statement } = resolve(own, ENVIRONMENT, PolicyDocument) as unknown as {
        readonly Statement: readonly Statement[];
      };
      return Statement.map((statement) => [Properties.Description, statement] as const);
    }),
  );
}

function statement(sid: string): Statement | undefined {
  return roleStatements(stacks.canary).find(([, { Sid }]) => Sid === sid)?.[1];
}

function listenerVariables(stack: Parameters<typeof templateOf>[0]) {
  const home = templateOf(stack);
  const listener = resourcesOf(home, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties.Environment?.Variables?.ROOTGUARD_SESSION_ROLES !== undefined,
  );
  return resolve(home, ENVIRONMENT, listener?.Properties.Environment.Variables) as unknown as Readonly<
    Record<'ROOTGUARD_SESSION_ROLES', string> & Partial<Record<string, string>>
  >;
}

describe('the stack of the canary', () => {
  it('is there only where the configuration names an account', () => {
    expect(synthesizeRootguard({}).canary).toBeUndefined();
    expect(stacks.canary?.stackName).toBe('rootguard-canary');
  });

  it('cannot be for the management account', () => {
    const configuration = { ...EXAMPLE, canary: { accountId: MANAGEMENT } };
    expect(() => parseConfiguration(configuration)).toThrow(/canary.accountId: is the management account/);
  });

  it('runs the function as often as configured, and does not repeat a run', () => {
    expect(resourceOf(template, 'AWS::Scheduler::Schedule').Properties).toMatchObject({
      Name: 'rootguard-canary',
      ScheduleExpression: 'rate(24 hours)',
    });
    expect(resourceOf(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
    });
  });

  it('has the alarms, which publish to the topic of the service', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
      resolve(template, ENVIRONMENT, Properties),
    );
    const topic = `arn:aws:sns:${REGION}:${HOME}:rootguard-notifications`;
    expect(alarms).toMatchObject([
      {
        AlarmName: 'rootguard-canary-failed',
        MetricName: 'CanaryFailures',
        Statistic: 'Sum',
        Threshold: 1,
        TreatMissingData: 'notBreaching',
        AlarmActions: [topic],
      },
      {
        AlarmName: 'rootguard-canary-missing',
        MetricName: 'CanarySeconds',
        Statistic: 'SampleCount',
        ComparisonOperator: 'LessThanThreshold',
        EvaluationPeriods: 30,
        TreatMissingData: 'breaching',
        AlarmActions: [topic],
      },
    ]);
  });

  it('sees a whole interval and more before it calls a run missing, and no more than CloudWatch evaluates', () => {
    const canary = { accountId: CANARY, everyHours: 120 };
    const alarms = resourcesOf(templateOf(synthesizeRootguard({ canary }).canary), 'AWS::CloudWatch::Alarm');
    expect(alarms.map(({ Properties }) => Properties.EvaluationPeriods)).toEqual([1, 150]);
  });

  it('gives its function an environment with which it starts', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::Function');
    const variables = resolve(template, ENVIRONMENT, Properties.Environment.Variables);
    const configuration = parseEnvironment({ ...variables, AWS_REGION: REGION });
    expect(configuration).toMatchObject({
      canaryAccountId: CANARY,
      canaryLateAfterSeconds: 60,
      canEnforce: true,
      topicArn: `arn:aws:sns:${REGION}:${HOME}:rootguard-notifications`,
    });
    expect(wireCanary(configuration).canary).toEqual({ account: CANARY, lateAfterSeconds: 60 });
  });
});

describe('the role of the canary', () => {
  it.each([{}, { namePrefix: 'second' }])('is known to the listener, by its name: %j', (names) => {
    const { canary, home } = synthesizeRootguard({ ...SETTINGS, ...names });
    const role = resourcesOf(templateOf(canary), 'AWS::IAM::Role').find(({ Properties }) =>
      JSON.stringify(Properties).includes('IAMCreateRootUserPassword'),
    );
    const environment = listenerVariables(home);
    expect(environment.ROOTGUARD_CANARY_ACCOUNT_ID).toBe(CANARY);
    const name = role?.Properties.RoleName;
    expect(name).toMatch(/-canary$/);
    expect(environment.ROOTGUARD_SESSION_ROLES.split(' ')).toContain(`arn:aws:iam::${HOME}:role/${name}`);
  });

  it('is not taken for one of rootguard where there is no canary', () => {
    const environment = listenerVariables(synthesizeRootguard({}).home);
    expect(environment.ROOTGUARD_SESSION_ROLES).not.toContain('canary');
    expect(environment.ROOTGUARD_CANARY_ACCOUNT_ID).toBeUndefined();
  });

  it('may open root sessions in the account of the canary and in no other', () => {
    expect(statement('OpenRootSessions')).toEqual({
      Sid: 'OpenRootSessions',
      Effect: 'Allow',
      Action: 'sts:AssumeRoot',
      Resource: CANARY_ROOT,
      Condition: {
        StringEquals: {
          'sts:TaskPolicyArn': [
            'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
            'arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials',
            'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword',
          ],
        },
      },
    });
  });

  it('may write what is about that account, and which notifications were sent', () => {
    const only = (...keys: readonly string[]) => ({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys.length === 1 ? keys[0] : keys },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    const conditionOf = (sid: string) => JSON.parse(JSON.stringify(statement(sid)?.Condition));
    expect(
      [conditionOf('ReadAndAddToLedger')['ForAllValues:StringLike']['dynamodb:LeadingKeys']].flat(),
    ).toEqual([CANARY]);
    expect(conditionOf('RecordRuns')).toEqual(only(CANARY, `#canary-${CANARY}`, '#announced#*'));
  });

  it('may write to no table or queue but ledger and posture', () => {
    const writes = roleStatements(stacks.canary).flatMap(([, { Action, Resource }]) =>
      [Action]
        .flat()
        .flatMap((action) => (/^(dynamodb:(Put|Update|Delete)|sqs:)/.test(action) ? [Resource].flat() : [])),
    );
    expect(new Set(writes)).toEqual(new Set([table('ledger'), table('posture')]));
  });
});

describe('a root password', () => {
  it.each(Object.entries(CONFIGURATIONS))(
    'may be allowed by no role of the service but the canary’s, in its account: %s',
    (_name, settings) => {
      const allowing = stacksOf(synthesizeRootguard(settings))
        .flatMap(roleStatements)
        .filter(([, one]) => JSON.stringify(one).includes('IAMCreateRootUserPassword'));
      const expected = 'canary' in settings ? [CANARY_ROOT] : [];
      expect(allowing.map(([, { Resource }]) => Resource)).toEqual(expected);
    },
  );
});
