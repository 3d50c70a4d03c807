import {
  EnableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootSessionsCommand,
  IAMClient,
  ListOrganizationsFeaturesCommand,
} from '@aws-sdk/client-iam';
import {
  EnableAWSServiceAccessCommand,
  ListDelegatedAdministratorsCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import { startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CONTROL_TOWER_RULES, MANAGEMENT_RULES } from '../../src/events/rules.ts';
import {
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

const patterns = (rules: typeof MANAGEMENT_RULES) => rules.map(({ pattern }) => pattern);

describe('the management account', () => {
  it('forwards the events of the organization', () => {
    const { management } = synthesizeRootguard();
    expect(management?.account).toBe(MANAGEMENT);
    expect(patternsOf(management)).toEqual(patterns(MANAGEMENT_RULES));
  });

  it('needs no stack of its own if it is the home account', () => {
    expect(synthesizeRootguard({ homeAccountId: MANAGEMENT }).management).toBeUndefined();
  });

  it('forwards nothing twice if it is the home account and the features are to be enabled', () => {
    const { management } = synthesizeRootguard({ homeAccountId: MANAGEMENT, turnOnRootAccess: true });
    expect(patternsOf(management)).toEqual([]);
  });
});

describe('Control Tower', () => {
  it('has no stack unless configured', () => {
    expect(synthesizeRootguard().controlTower).toBeUndefined();
  });

  it('is forwarded from its home Region, which has the queue for undelivered events', () => {
    const { controlTower, management } = synthesizeRootguard({ controlTowerRegion: 'eu-central-1' });
    expect(controlTower).toMatchObject({ account: MANAGEMENT, region: 'eu-central-1' });
    expect(patternsOf(controlTower)).toEqual(patterns(CONTROL_TOWER_RULES));
    expect(patternsOf(management)).toEqual(patterns(MANAGEMENT_RULES));
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
  const stepsOf = (settings: object = {}) =>
    Object.entries(
      templateOf(synthesizeRootguard({ turnOnRootAccess: true, ...settings }).management).toJSON().Resources,
    ).flatMap(([logicalId, resource]) => {
      const { Type, Properties, DependsOn = [] } = Object(resource);
      return /^Custom::Rootguard/.test(Type) ? [{ logicalId, Properties, DependsOn }] : [];
    });
  const callsOf = (settings: object = {}) =>
    stepsOf(settings).map(({ Properties }) => JSON.parse(Properties.Create));

  it('is not done unless configured', () => {
    const { Resources } = templateOf(synthesizeRootguard().management).toJSON();
    expect(JSON.stringify(Resources)).not.toContain('Custom::');
  });

  it('makes the calls in the order that AWS requires', () => {
    expect(callsOf().map(({ action }) => action)).toEqual([
      'enableAWSServiceAccess',
      'enableOrganizationsRootCredentialsManagement',
      'enableOrganizationsRootSessions',
      'registerDelegatedAdministrator',
    ]);
    const steps = stepsOf();
    for (const [index, { DependsOn }] of steps.entries()) {
      if (index > 0) expect(DependsOn).toContain(steps[index - 1]?.logicalId);
    }
  });

  it('registers no delegated administrator if the home account is the management account', () => {
    expect(callsOf({ homeAccountId: MANAGEMENT }).map(({ action }) => action)).not.toContain(
      'registerDelegatedAdministrator',
    );
  });

  it('disables nothing when the stack is updated or deleted', () => {
    for (const { Properties } of stepsOf()) expect(Properties).not.toHaveProperty('Delete');
    const { management } = synthesizeRootguard({ turnOnRootAccess: true });
    const role = resourceOf(templateOf(management), 'AWS::IAM::Role', ({ Description }) =>
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

  it('ignores one error only, by its exact name', () => {
    expect(callsOf().flatMap(({ ignoreErrorCodesMatching }) => ignoreErrorCodesMatching ?? [])).toEqual([
      '^AccountAlreadyRegisteredException$',
    ]);
  });

  it('works if all features are off, and again if all are on', async () => {
    const sandbox = await startTestSandbox(onTestFinished, {
      organization: {
        managementAccountId: MANAGEMENT,
        trustedServices: [],
        features: [],
        delegatedAdministrators: {},
      },
      accounts: [
        { id: MANAGEMENT, name: 'management' },
        { id: HOME, name: 'security' },
      ],
    });
    const iam = sandbox.client(IAMClient, MANAGEMENT);
    const organizations = sandbox.client(OrganizationsClient, MANAGEMENT);
    const commands: Readonly<Record<string, (parameters: never) => Promise<unknown>>> = {
      enableAWSServiceAccess: (input) => organizations.send(new EnableAWSServiceAccessCommand(input)),
      enableOrganizationsRootCredentialsManagement: () =>
        iam.send(new EnableOrganizationsRootCredentialsManagementCommand({})),
      enableOrganizationsRootSessions: () => iam.send(new EnableOrganizationsRootSessionsCommand({})),
      registerDelegatedAdministrator: (input) =>
        organizations.send(new RegisterDelegatedAdministratorCommand(input)),
    };
    for (let deployment = 1; deployment <= 2; deployment += 1) {
      for (const { action, parameters, ignoreErrorCodesMatching } of callsOf()) {
        await commands[action]?.(parameters as never).catch((error: Error) => {
          if (!new RegExp(ignoreErrorCodesMatching ?? '^$').test(error.name)) throw error;
        });
      }
    }
    const { EnabledFeatures } = await iam.send(new ListOrganizationsFeaturesCommand({}));
    expect(EnabledFeatures?.toSorted()).toEqual(['RootCredentialsManagement', 'RootSessions']);
    const { DelegatedAdministrators } = await organizations.send(
      new ListDelegatedAdministratorsCommand({ ServicePrincipal: 'iam.amazonaws.com' }),
    );
    expect(DelegatedAdministrators).toMatchObject([{ Id: HOME }]);
  });
});
