import { describe, expect, it } from 'vitest';
import {
  type MemberAccount,
  parseAccountId,
  parseOrganizationalUnitId,
} from '../../../../src/domain/account.ts';
import type { Check } from '../../../../src/guardrail/preflight/check.ts';
import { checkPolicies } from '../../../../src/guardrail/preflight/policies/check-policies.ts';
import { checkResourcePolicies } from '../../../../src/guardrail/preflight/policies/check-resource-policies.ts';
import type { Place } from '../../../../src/guardrail/preflight/policies/needed-calls.ts';
import { givenAccount } from '../../../support/builders.ts';
import {
  LANDING_ZONE_REGION_DENY,
  NAMED_RESOURCES,
  OU_REGION_DENY,
  RESTRICT_ROOT_USER,
} from '../../../support/control-tower-policies.ts';
import { type GivenOrganization, givenPolicies } from './organization-policies-double.ts';
import { givenSimulator } from './simulator-double.ts';

const WORK = parseOrganizationalUnitId('ou-sbox-work0001');
const MANAGEMENT = parseAccountId('111111111111');
const HOME = parseAccountId('222222222222');
const PAYMENTS = givenAccount({ name: 'payments', organizationalUnits: [WORK] });
const ACCOUNTS = [givenAccount({ id: HOME, name: 'home' }), PAYMENTS];

const PLACE: Place = {
  partition: 'aws',
  region: 'us-east-1',
  organizationId: 'o-sandbox0001',
  homeAccountId: HOME,
  namePrefix: 'rootguard',
  canaryAccountId: PAYMENTS.id,
  deployRoleArn: undefined,
  otherDeployers: [],
  usesCdk: true,
};

async function checksOf(
  organization: GivenOrganization,
  { accounts = ACCOUNTS, place = PLACE }: { accounts?: readonly MemberAccount[]; place?: Place } = {},
) {
  const { policies } = givenPolicies(organization);
  const { simulator, count } = givenSimulator();
  const checks = await checkPolicies({
    policies,
    simulator,
    place,
    managementAccountId: MANAGEMENT,
    members: () => accounts,
    isCovered: () => true,
    onStep: () => {},
  });
  const byId: Readonly<Record<string, Check>> = Object.fromEntries(checks.map((check) => [check.id, check]));
  return { checks, byId, simulations: count() };
}

const policy = (id: string, content: object, targets: readonly string[] = ['r-sbox'], name = id) => ({
  id,
  name,
  content,
  targets,
});
const deny = (statement: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Resource: '*', ...statement }],
});

/** The statements in the advice, as somebody would paste them. */
function pastedStatements(check: Check | undefined): readonly object[] {
  const texts = check?.advice?.split(/\n(?=\{\n)/).slice(1) ?? [];
  return texts.map((text) => JSON.parse(text.slice(0, text.indexOf('\n}') + 2)));
}

function conditionOf(statement: object | undefined): Readonly<Record<string, unknown>> {
  return (
    (statement as { readonly Condition?: Readonly<Record<string, unknown>> } | undefined)?.Condition ?? {}
  );
}

describe('service control policies on the way', () => {
  it('are not simulated for a canary where there is none', async () => {
    const { checks } = await checksOf({ policies: [] }, { place: { ...PLACE, canaryAccountId: undefined } });
    expect(checks.find(({ id }) => id === 'policies-canary')).toMatchObject({
      status: 'ok',
      detail: 'none is configured',
    });
  });

  it('are ok where they allow everything, with the number of accounts and paths', async () => {
    const { checks } = await checksOf({ policies: [] });
    expect(checks.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(checks[0]?.detail).toBe(
      'arn:aws:iam::*:role/stacksets-exec-* is allowed every call in 2 accounts, on 2 paths of policies',
    );
  });

  it('are ok where they deny what rootguard does not do', async () => {
    const { checks } = await checksOf({ policies: [policy('p-other', deny({ Action: ['s3:*', 'ec2:*'] }))] });
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('that deny a Region are named with their statement, what is denied, where they are attached and how many accounts', async () => {
    const { byId } = await checksOf({
      policies: [
        policy(
          'p-regions',
          deny({
            Sid: 'Regions',
            NotAction: 'iam:*',
            Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
          }),
          [WORK],
        ),
      ],
    });
    expect(byId['policies-forwarding']).toMatchObject({
      status: 'problem',
      detail:
        'denied to arn:aws:iam::*:role/rootguard/* in 1 account: events:PutEvents by the policy p-regions (p-regions), attached to ou-sbox-work0001 (name of ou-sbox-work0001), statement "Regions"',
    });
    expect(byId['policies-root-session']?.status).toBe('ok');
    expect(byId['policies-service']?.status).toBe('ok');
  });

  it('are proven to allow everything once every statement is replaced by that which the advice shows', async () => {
    const before = {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Other', Effect: 'Deny', Action: 's3:*', Resource: '*' },
        {
          Sid: 'Regions',
          Effect: 'Deny',
          NotAction: 'iam:*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
        },
        {
          Sid: 'NoRoot',
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } },
        },
      ],
    };
    const { checks } = await checksOf({ policies: [policy('p-all', before)] });
    expect(checks.map(({ status }) => status)).toEqual(Array(6).fill('problem'));
    for (const { advice } of checks) {
      expect(advice).toContain("With all of it in place AWS's simulator allows every call.");
      expect(advice).toContain('aws organizations update-policy --policy-id p-all');
    }
    const pasted = pastedStatements(checks[0]);
    expect(pasted).toMatchObject([{ Sid: 'Regions' }, { Sid: 'NoRoot' }]);
    const after = { ...before, Statement: [before.Statement[0], ...pasted] };
    const again = await checksOf({ policies: [policy('p-all', after)] });
    expect(again.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('exempt from each statement only those whom it denies', async () => {
    const { checks } = await checksOf({
      policies: [
        policy('p-both', {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'NoRoot',
              Effect: 'Deny',
              Action: '*',
              Resource: '*',
              Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } },
            },
            { Sid: 'NoEvents', Effect: 'Deny', Action: 'events:PutEvents', Resource: '*' },
          ],
        }),
      ],
    });
    const [noRoot, noEvents] = pastedStatements(checks.find(({ id }) => id === 'policies-root-session'));
    expect(noRoot).toMatchObject({ Sid: 'NoRoot' });
    expect(Object.keys(conditionOf(noRoot))).toEqual(['ArnLike', 'Null']);
    expect(Object.keys(conditionOf(noEvents))).toEqual(['ArnNotLike']);
    expect(conditionOf(noEvents).ArnNotLike).toEqual({
      'aws:PrincipalArn': [
        'arn:aws:iam::*:role/rootguard/*',
        'arn:aws:iam::222222222222:role/rootguard-home-consumer',
        'arn:aws:iam::222222222222:role/rootguard-home-listener',
        'arn:aws:iam::222222222222:role/rootguard-home-schedules',
        'arn:aws:iam::222222222222:role/rootguard-home-sweeper',
        'arn:aws:iam::222222222222:role/rootguard/*',
      ],
    });
  });

  it.each([
    [
      'of calls by nobody but a service of AWS',
      { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      'policies-forwarding',
    ],
    [
      'of calls that no service makes for somebody',
      { Bool: { 'aws:ViaAWSService': 'false' } },
      'policies-forwarding',
    ],
    ['of sessions of sts:AssumeRoot', { Bool: { 'aws:AssumedRoot': 'true' } }, 'policies-root-session'],
  ])(
    'that deny by a condition are simulated with the value that AWS gives: %s',
    async (_what, Condition, id) => {
      const { byId } = await checksOf({ policies: [policy('p-odd', deny({ Action: '*', Condition }))] });
      expect(byId[id]?.status).toBe('problem');
      const isOnlyOfRoot = id === 'policies-root-session';
      expect(byId['policies-stack-sets']?.status).toBe(isOnlyOfRoot ? 'ok' : 'problem');
    },
  );

  it('have their statements without a Sid named by their number', async () => {
    const content = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'events:*', Resource: '*' },
        { Sid: '', Effect: 'Deny', Action: 'events:Put*', Resource: '*' },
      ],
    };
    const { byId } = await checksOf({ policies: [policy('p-plain', content)] });
    expect(byId['policies-forwarding']?.detail).toContain('statement number 2 and number 3');
  });

  it('get the same revision from every check, so that pasting one does not undo another', async () => {
    const content = deny({
      Action: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    });
    const { checks } = await checksOf({ policies: [policy('p-regions', content)] });
    expect(new Set(checks.map((check) => JSON.stringify(pastedStatements(check)))).size).toBe(1);
    expect(pastedStatements(checks[0])).toEqual([
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' },
          ArnNotLike: {
            'aws:PrincipalArn': [
              'arn:aws:iam::*:role/rootguard/*',
              'arn:aws:iam::*:role/stacksets-exec-*',
              'arn:aws:iam::222222222222:role/cdk-rootguard-cfn-exec-role-222222222222-us-east-1',
              'arn:aws:iam::222222222222:role/rootguard-canary',
              'arn:aws:iam::222222222222:role/rootguard-canary-schedule',
              'arn:aws:iam::222222222222:role/rootguard-home-consumer',
              'arn:aws:iam::222222222222:role/rootguard-home-listener',
              'arn:aws:iam::222222222222:role/rootguard-home-schedules',
              'arn:aws:iam::222222222222:role/rootguard-home-sweeper',
              'arn:aws:iam::222222222222:role/rootguard/*',
            ],
          },
          Null: { 'aws:AssumedRoot': 'true' },
        },
      },
    ]);
  });

  it('that deny the same at two levels are both named', async () => {
    const content = deny({ Action: 'events:*' });
    const { byId } = await checksOf({
      policies: [policy('p-root', content), policy('p-unit', content, [WORK])],
    });
    expect(byId['policies-forwarding']?.detail).toMatch(/policy p-root .*; .*policy p-unit /);
    expect(byId['policies-forwarding']?.advice).not.toContain('characters');
    expect(byId['policies-forwarding']?.advice).toMatch(
      /update-policy --policy-id p-root[\s\S]*update-policy --policy-id p-unit/,
    );
  });

  it('that allow too little are named by their level, with the statement that is missing', async () => {
    const allow = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['iam:*', 'cloudformation:*'], Resource: '*' }],
    };
    const { byId } = await checksOf({
      policies: [policy('p-allow', allow, [WORK])],
      withoutFullAccess: [WORK],
    });
    expect(byId['policies-forwarding']).toMatchObject({
      status: 'problem',
      detail:
        'denied to arn:aws:iam::*:role/rootguard/* in 1 account: events:PutEvents by no policy of ou-sbox-work0001 allowing it (p-allow p-allow)',
      advice: expect.stringContaining('attach FullAWSAccess'),
    });
    expect(pastedStatements(byId['policies-forwarding'])).toEqual([
      { Effect: 'Allow', Action: ['events:PutEvents'], Resource: '*' },
    ]);
    expect(byId['policies-forwarding']?.advice).toContain(
      "With all of it in place AWS's simulator allows every call.",
    );
    expect(byId['policies-root-session']?.status).toBe('ok');
  });

  it('that no condition can exempt from are to be changed by hand', async () => {
    const content = deny({ Action: 'iam:*', Condition: { Null: { 'aws:AssumedRoot': 'false' } } });
    const { byId } = await checksOf({ policies: [policy('p-sessions', content)] });
    expect(byId['policies-root-session']?.advice).toContain('change the policy by hand');
    expect(byId['policies-root-session']?.advice).toContain(
      "Even then AWS's simulator denies iam:CreateLoginProfile",
    );
  });

  it('become too long is said where they do', async () => {
    const content = deny({ Action: 'events:*', Sid: 'x'.repeat(10_100) });
    const { byId } = await checksOf({ policies: [policy('p-long', content)] });
    expect(byId['policies-forwarding']?.advice).toMatch(
      /It would have 10\d{3} characters, more than the 10240 allowed/,
    );
  });

  it('are not asked about for the management account as home account, which none binds', async () => {
    const place = { ...PLACE, homeAccountId: MANAGEMENT };
    const { byId } = await checksOf({ policies: [policy('p-all', deny({ Action: '*' }))] }, { place });
    for (const id of ['policies-deployment', 'policies-service']) expect(byId[id]?.status).toBe('ok');
    expect(byId['policies-stack-sets']?.status).toBe('problem');
  });

  it('are simulated for the role that was named, not for that of the CDK', async () => {
    const deployRoleArn = 'arn:aws:iam::222222222222:role/deploy';
    const content = deny({ Action: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': deployRoleArn } } });
    const { byId } = await checksOf(
      { policies: [policy('p-mine', content)] },
      { place: { ...PLACE, deployRoleArn } },
    );
    expect(byId['policies-deployment']).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining(deployRoleArn),
    });
  });

  it('are not simulated for the CDK where templates are deployed, by a role that nobody has named', async () => {
    const place = { ...PLACE, usesCdk: false };
    const { byId } = await checksOf({ policies: [] }, { place });
    expect(byId['policies-deployment']).toMatchObject({
      status: 'skipped',
      advice: 'Name it: --deploy-role ARN.',
    });
    const named = { ...place, deployRoleArn: 'arn:aws:iam::222222222222:role/deploy' };
    expect((await checksOf({ policies: [] }, { place: named })).byId['policies-deployment']?.status).toBe(
      'ok',
    );
  });

  it('exempt no role of the CDK where templates are deployed', async () => {
    const organization = { policies: [policy('p-all', deny({ Action: '*' }))] };
    const { byId } = await checksOf(organization, { place: { ...PLACE, usesCdk: false } });
    expect(byId['policies-deployment']?.status).toBe('skipped');
    expect(byId['policies-service']?.advice).toContain('role/rootguard-home-sweeper');
    expect(byId['policies-service']?.advice).not.toContain('cdk-rootguard');
  });

  it('that deny a call only together are no reason to call it allowed', async () => {
    const { policies } = givenPolicies({
      policies: [policy('p-one', deny({ Action: 's3:*' })), policy('p-two', deny({ Action: 'ec2:*' }))],
    });
    const isWhole = (levels: readonly (readonly string[])[]) =>
      ['s3:*', 'ec2:*'].every((action) => levels.flat().some((text) => text.includes(action)));
    const checks = await checkPolicies({
      policies,
      simulator: {
        simulate: async ({ levels, actions }) =>
          new Map(actions.map((action) => [action, isWhole(levels) ? 'explicit-deny' : 'allowed'])),
      },
      place: PLACE,
      managementAccountId: MANAGEMENT,
      members: () => ACCOUNTS,
      isCovered: () => true,
      onStep: () => {},
    });
    expect(checks.find(({ id }) => id === 'policies-forwarding')).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('events:PutEvents by the path as a whole, and by no policy alone'),
      advice: expect.stringContaining('by hand'),
    });
  });

  it('say which of the roles that deploy are not simulated', async () => {
    const place = { ...PLACE, usesCdk: false, otherDeployers: ['arn:aws:iam::222222222222:role/ci-*'] };
    const patterns = (await checksOf({ policies: [] }, { place })).byId['policies-deployment'];
    expect(patterns).toMatchObject({
      status: 'skipped',
      detail: expect.stringMatching(/no single role .*: arn:aws:iam::222222222222:role\/ci-\*$/),
    });
    const named = { ...place, deployRoleArn: 'arn:aws:iam::222222222222:role/deploy' };
    for (const policies of [[], [policy('p-mine', deny({ Action: 'sqs:*' }))]]) {
      const { byId } = await checksOf({ policies }, { place: named });
      expect(byId['policies-deployment']?.detail).toContain(
        'role/deploy (of deployerRoles of rootguard.json; not simulated: arn:aws:iam::222222222222:role/ci-*)',
      );
      expect(byId['policies-service']?.detail).not.toContain('deployerRoles');
    }
  });

  it('take as many simulations for 2,000 accounts of a unit as for one', async () => {
    const organization = { policies: [policy('p-regions', deny({ Action: 'events:*' }))] };
    const many = Array.from({ length: 2000 }, (_, index) =>
      givenAccount({ id: String(300_000_000_000 + index), organizationalUnits: [WORK] }),
    );
    const home = ACCOUNTS.slice(0, 1);
    const few = await checksOf(organization, { accounts: [...home, PAYMENTS] });
    expect((await checksOf(organization, { accounts: [...home, ...many] })).simulations).toBe(
      few.simulations,
    );
  });

  it('that are not JSON are named without a statement', async () => {
    const { policies } = givenPolicies({ policies: [policy('p-odd', {})] });
    const simulator = {
      simulate: async ({ actions }: { actions: readonly string[] }) =>
        new Map(actions.map((action) => [action, 'explicit-deny' as const])),
    };
    const readContent = async () => 'not JSON';
    const checks = await checkPolicies({
      policies: { ...policies, readContent },
      simulator,
      place: PLACE,
      managementAccountId: MANAGEMENT,
      members: () => ACCOUNTS,
      isCovered: () => true,
      onStep: () => {},
    });
    expect(checks[0]).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('the policy p-odd (p-odd), attached to r-sbox'),
    });
    expect(checks[0]?.advice).toContain('change the policy by hand');
  });
});

describe('service control policies on named resources', () => {
  const onResource = (Action: string | readonly string[], Resource: string | readonly string[]) => ({
    policies: [policy('p-named', deny({ Sid: 'Named', Action, Resource }))],
  });

  it.each([
    ['iam:PassRole', 'arn:aws:iam::*:role/*', 'policies-deployment'],
    ['sqs:CreateQueue', 'arn:aws:sqs:*:*:rootguard-sweep', 'policies-deployment'],
    [
      'lambda:InvokeFunction',
      ['arn:aws:s3:::*', 'arn:aws:lambda:us-east-1:*:function:*'],
      'policies-service',
    ],
    ['sts:AssumeRoot', 'arn:aws:iam::*:root', 'policies-service'],
    ['iam:DeleteLoginProfile', 'arn:aws:iam::*:root', 'policies-root-session'],
  ])('that deny %s on %s are named, with an exemption that is proven', async (action, resource, id) => {
    const { byId } = await checksOf(onResource(action, resource));
    expect(byId[id]).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(
        new RegExp(`${action} by the policy p-named \\(p-named\\), attached to .*, statement "Named"$`),
      ),
      advice: expect.stringContaining("With all of it in place AWS's simulator allows every call."),
    });
    const [statement] = pastedStatements(byId[id]);
    expect(statement).toMatchObject({ Action: action, Resource: resource });
    const after = { policies: [policy('p-named', { Version: '2012-10-17', Statement: [statement] })] };
    expect((await checksOf(after)).checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it("are ok where the resources are Control Tower's own", async () => {
    const organization = { policies: [policy('p-ct000005', NAMED_RESOURCES)] };
    const { checks, simulations } = await checksOf(organization);
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(simulations).toBeGreaterThan((await checksOf({ policies: [] })).simulations);
  });

  it('name only actions that are on resources of that type', async () => {
    const { byId } = await checksOf(onResource('iam:*', 'arn:aws:iam::*:role/*'));
    expect(byId['policies-deployment']?.detail).toContain(
      ': iam:CreateRole, iam:PassRole, iam:PutRolePolicy by the policy',
    );
    expect(byId['policies-service']?.status).toBe('ok');
  });

  it('take simulations more only of the services that they deny something in', async () => {
    const named = async (Action: string) =>
      (await checksOf(onResource(Action, 'arn:aws:s3:::x'))).simulations;
    const { simulations } = await checksOf({ policies: [] });
    expect(await named('s3:*')).toBe(simulations);
    // One of the deployment, one of the service, one of the canary.
    expect(await named('sns:*')).toBe(simulations + 3);
  });
});

describe("policies of Control Tower's", () => {
  it('Region deny control of a unit are changed by its parameters, of which none is lost', async () => {
    const { byId } = await checksOf({
      policies: [policy('p-ct000001', OU_REGION_DENY, [WORK], 'aws-guardrails-aBcDeF')],
    });
    const { advice = '', detail } = byId['policies-stack-sets'] ?? {};
    expect(detail).toContain('aws-guardrails-aBcDeF (p-ct000001), attached to ou-sbox-work0001');
    expect(advice).toContain('CT.MULTISERVICE.PV.1');
    const [, parameters = ''] = /--parameters '(.*)'/.exec(advice) ?? [];
    expect(JSON.parse(parameters)).toEqual([
      { key: 'AllowedRegions', value: ['eu-west-1', 'eu-central-1'] },
      {
        key: 'ExemptedPrincipalArns',
        value: [
          'arn:aws:iam::*:role/platform-admin',
          'arn:aws:iam::*:role/rootguard/*',
          'arn:aws:iam::*:role/stacksets-exec-*',
        ],
      },
    ]);
    expect(advice).not.toContain('update-policy');
  });

  it('landing zone cannot exempt roles, so another way is shown', async () => {
    const { byId } = await checksOf({ policies: [policy('p-ct000002', LANDING_ZONE_REGION_DENY)] });
    expect(byId['policies-forwarding']?.advice).toContain(
      'add us-east-1 to the Regions that the landing zone governs',
    );
    const [, parameters = ''] =
      /ExemptedPrincipalArns:\n(.*)$/s.exec(byId['policies-forwarding']?.advice ?? '') ?? [];
    expect(JSON.parse(parameters)).toEqual([
      { key: 'ExemptedPrincipalArns', value: expect.arrayContaining(['arn:aws:iam::*:role/rootguard/*']) },
    ]);
    expect(byId['policies-root-session']?.status).toBe('ok');
  });

  it('control of the root user is told to exempt sessions of sts:AssumeRoot', async () => {
    const { byId } = await checksOf({ policies: [policy('p-ct000003', RESTRICT_ROOT_USER)] });
    expect(byId['policies-root-session']?.advice).toContain('[{"key":"ExemptAssumeRoot","value":true}]');
    expect(byId['policies-stack-sets']?.status).toBe('ok');
  });

  it('other controls are said to overwrite changes by hand', async () => {
    const content = deny({ Sid: 'GROTHER', Action: 'events:*' });
    const { byId } = await checksOf({
      policies: [policy('p-ct000004', content, ['r-sbox'], 'aws-guardrails-other')],
    });
    expect(byId['policies-forwarding']?.advice).toContain('overwrites changes by hand');
    expect(byId['policies-forwarding']?.advice).toContain('arn:aws:iam::*:role/rootguard/*');
  });
});

describe('resource control policies', () => {
  const resourcePolicy = (Action: string | readonly string[], targets?: readonly string[]) =>
    policy('p-resource', deny({ Principal: '*', Action }), targets);
  const checked = (organization: GivenOrganization, members = ACCOUNTS) =>
    checkResourcePolicies({
      policies: givenPolicies(organization).policies,
      members: () => members,
      homeAccountId: HOME,
      onStep: () => {},
    });
  const RCP = 'RESOURCE_CONTROL_POLICY' as const;

  it.each([
    ['are not enabled', { policies: [resourcePolicy('*')] }, 'ok'],
    ['deny nothing in its services', { policies: [resourcePolicy('s3:*')], enabledTypes: [RCP] }, 'ok'],
    [
      'deny something in its tables',
      { policies: [resourcePolicy('dynamodb:GetItem')], enabledTypes: [RCP] },
      'unknown',
    ],
    ['deny everything', { policies: [resourcePolicy('*')], enabledTypes: [RCP] }, 'unknown'],
    [
      'deny its queues in one of several statements',
      {
        policies: [
          policy('p-several', {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' },
              { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*' },
            ],
          }),
        ],
        enabledTypes: [RCP],
      },
      'unknown',
    ],
    [
      'deny its queues in a member account only',
      { policies: [resourcePolicy('sqs:*', [WORK])], enabledTypes: [RCP] },
      'ok',
    ],
    [
      'deny root sessions in a member account',
      { policies: [resourcePolicy(['sqs:*', 'sts:*'], [WORK])], enabledTypes: [RCP] },
      'unknown',
    ],
    [
      'deny all but some actions',
      { policies: [policy('p-not', deny({ NotAction: 's3:*' }))], enabledTypes: [RCP] },
      'unknown',
    ],
    [
      'are no policy documents',
      { policies: [{ ...policy('p-odd', {}), content: '[' }], enabledTypes: [RCP] },
      'unknown',
    ],
    [
      'only allow',
      {
        policies: [policy('p-allow', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })],
        enabledTypes: [RCP],
      },
      'ok',
    ],
  ] as const)('that %s are %s', async (_, organization, status) => {
    const check = await checked(organization);
    expect(check.status).toBe(status);
    if (status === 'unknown')
      expect(check.advice).toContain('aws organizations describe-policy --policy-id p-');
  });

  it('may concern any account as long as nobody has said which is the home account', async () => {
    const organization = { policies: [resourcePolicy('sqs:*', [WORK])], enabledTypes: [RCP] };
    const check = await checkResourcePolicies({
      policies: givenPolicies(organization).policies,
      members: () => ACCOUNTS,
      homeAccountId: undefined,
      onStep: () => {},
    });
    expect(check.status).toBe('unknown');
  });

  it('may concern the home account also where other accounts are on its path', async () => {
    const organization = { policies: [resourcePolicy('sqs:*')], enabledTypes: [RCP] };
    const beside = givenAccount({ id: '444444444444' });
    expect((await checked(organization, [...ACCOUNTS, beside])).status).toBe('unknown');
  });

  it('concern no account that is not active', async () => {
    const suspended = givenAccount({ organizationalUnits: [WORK], state: 'SUSPENDED' });
    const organization = { policies: [resourcePolicy('sts:*', [WORK])], enabledTypes: [RCP] };
    expect((await checked(organization, [...ACCOUNTS.slice(0, 1), suspended])).status).toBe('ok');
  });
});
