import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribePolicyCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { createClock } from 'organization-sandbox/clock.ts';
import { type OnEnd, startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import type { WorldInput } from 'organization-sandbox/world/schema.ts';
import { describe, expect, it as plainIt } from 'vitest';
import { NAMED_RESOURCES, OU_REGION_DENY } from '../support/control-tower-policies.ts';
import { member, runCli, startCli, type Variables, worldOf } from './cli.ts';
import { givenProfiles } from './profiles.ts';

const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const WORK = 'ou-sbox-work0001';
const POLICY = 'p-regiondeny';

/** An organization in which rootguard can be deployed, unless a policy of the test is in the way. */
function worldWith(policies: NonNullable<WorldInput['policies']> = []): WorldInput {
  const world = worldOf([member('333333333333', 'payments', { parent: WORK })], {
    trustedServices: ['iam.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
    organizationalUnits: [{ id: WORK, name: 'workloads', parent: 'r-sbox' }],
  });
  const bootstrapped = {
    cloudFormation: { stacks: [{ name: 'CDKToolkit-rootguard', outputs: { BootstrapVersion: '28' } }] },
  };
  return {
    ...world,
    policies,
    accounts: world.accounts.map((account) =>
      account.id === HOME ? { ...account, services: bootstrapped } : account,
    ),
  };
}

interface Check {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly detail: string;
  readonly fix: string | null;
}

/** A sandbox in which nothing is deployed, and profiles with credentials of both accounts. */
async function givenOrganization(onEnd: OnEnd, world: WorldInput = worldWith()) {
  const sandbox = await startTestSandbox(onEnd, world, { clock: createClock({ mode: 'real' }) });
  const directory = await mkdtemp(join(tmpdir(), 'rootguard-preflight-'));
  onEnd(() => rm(directory, { recursive: true }));
  const profiles = await givenProfiles(onEnd, {
    management: MANAGEMENT,
    home: HOME,
    payments: '333333333333',
  });
  const variables: Variables = { AWS_ENDPOINT_URL: sandbox.endpoint, ...profiles };
  const run = (args: readonly string[], more: Variables = {}) =>
    startCli(['preflight', ...args], { ...variables, ...more }, {}, directory).finished;
  return {
    sandbox,
    directory,
    run,
    async checks(args: readonly string[], more: Variables = {}) {
      const done = await run([...args, '--output', 'json'], more);
      const { checks } = JSON.parse(done.stdout || '{"checks": []}') as { checks: readonly Check[] };
      return {
        ...done,
        checks,
        check: (id: string) => checks.find((one) => one.id === id),
        ids: (status: string) => checks.filter((one) => one.status === status).map(({ id }) => id),
      };
    },
  };
}

const it = plainIt.extend<{ readonly given: (world?: WorldInput) => ReturnType<typeof givenOrganization> }>({
  given: async ({ onTestFinished }, use) => {
    await use((world) => givenOrganization(onTestFinished, world));
  },
});

const BOTH = ['--profile', 'management', '--home-profile', 'home', '--cover', 'r-sbox'];

/** What `rootguard.json` says, without the home profile. */
const INSTALLATION = {
  organizationId: 'o-sandbox0001',
  managementAccountId: MANAGEMENT,
  homeAccountId: HOME,
  coveredOrganizationalUnits: [WORK],
  managementProfile: 'management',
};

/** What cannot be known without credentials of the account. */
const ONLY_WITH_HOME = ['names', 'lambda-concurrency', 'bootstrap', 'root-usage-alarms', 'guardduty'];
const ONLY_WITH_MANAGEMENT = [
  ...['stack-sets-access', 'trail-write-events', 'trail-read-events', 'management-names', 'stack-set-name'],
  ...['root-usage-alarms', 'guardduty'],
];

/** Changes the statements of the policy, as somebody would do with what preflight prints. */
async function changePolicy(
  sandbox: Awaited<ReturnType<typeof givenOrganization>>['sandbox'],
  change: (statement: Record<string, unknown>) => object,
) {
  const client = sandbox.client(OrganizationsClient, MANAGEMENT);
  const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: POLICY }));
  const document = JSON.parse(Policy?.Content ?? '');
  const Content = JSON.stringify({ ...document, Statement: document.Statement.map(change) });
  await client.send(new UpdatePolicyCommand({ PolicyId: POLICY, Content }));
}

describe.concurrent('preflight', () => {
  it('finds nothing in an organization that is ready, with credentials of both accounts', async ({
    given,
  }) => {
    const { checks, code, stderr } = await (await given()).checks(BOTH);
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(checks.every(({ title, detail }) => title !== '' && detail !== '')).toBe(true);
  });

  it('works with credentials of one account, and says how to have the other checks', async ({ given }) => {
    const { checks } = await given();
    const management = await checks(['--profile', 'management', '--home', HOME, '--cover', 'r-sbox']);
    expect(management.ids('skipped')).toEqual(['names', 'lambda-concurrency', 'bootstrap']);
    expect(management.check('names')?.fix).toContain('--home-profile NAME');
    expect(management.code).toBe(0);
    const home = await checks(['--home-profile', 'home', '--cover', 'r-sbox']);
    expect(home.ids('skipped')).toEqual(['stack-sets-access', 'management-names', 'stack-set-name']);
    expect(home.check('root-session')?.status).toBe('ok');
  });

  it('finds the Region deny policy of Control Tower, prints its exemption, and finds nothing once it is attached', async ({
    given,
  }) => {
    const region = { id: POLICY, name: 'aws-guardrails-aBcDeF', type: 'SERVICE_CONTROL_POLICY' as const };
    const { sandbox, checks } = await given(
      worldWith([{ ...region, content: OU_REGION_DENY, targets: [WORK] }]),
    );
    const before = await checks(BOTH);
    expect(before.code).toBe(3);
    expect(before.ids('problem')).toEqual(['policies-stack-sets', 'policies-forwarding']);
    const { detail, fix } = before.check('policies-stack-sets') ?? {};
    expect(detail).toContain(`aws-guardrails-aBcDeF (${POLICY}), attached to ${WORK} (workloads)`);
    expect(fix).toContain("With all of it in place AWS's simulator allows every call.");
    const [, parameters = ''] = /--parameters '(.*)'/.exec(fix ?? '') ?? [];
    const exempted = (JSON.parse(parameters) as { key: string; value: string[] }[]).find(
      ({ key }) => key === 'ExemptedPrincipalArns',
    );
    // Control Tower adds the parameter to those that it exempts by itself.
    await changePolicy(sandbox, (statement) => ({
      ...statement,
      Condition: {
        ...(statement.Condition as object),
        ArnNotLike: {
          'aws:PrincipalARN': ['arn:*:iam::*:role/AWSControlTowerExecution', ...(exempted?.value ?? [])],
        },
      },
    }));
    const after = await checks(BOTH);
    expect(after.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(after.code).toBe(0);
  });

  it('prints the statement of an own policy as it should be, which holds once it is attached', async ({
    given,
  }) => {
    const region = { id: POLICY, name: 'regions', type: 'SERVICE_CONTROL_POLICY' as const };
    const content = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Regions',
          Effect: 'Deny',
          NotAction: ['iam:*', 'organizations:*', 'sts:*'],
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
        },
      ],
    };
    const { sandbox, checks, run } = await given(worldWith([{ ...region, content, targets: [WORK] }]));
    const before = await checks(BOTH);
    expect(before.ids('problem')).toEqual(['policies-stack-sets', 'policies-forwarding']);
    const { fix } = before.check('policies-forwarding') ?? {};
    expect(fix).toContain(`aws organizations update-policy --policy-id ${POLICY}`);
    const statement = JSON.parse((fix ?? '').slice((fix ?? '').indexOf('\n{')));
    const { stdout } = await run(BOTH);
    // Both checks have the same advice, so it is printed once.
    expect(stdout.split('"Sid": "Regions"')).toHaveLength(2);
    await changePolicy(sandbox, () => statement);
    expect((await checks(BOTH)).code).toBe(0);
  });

  it('finds a policy that denies calls on named resources, and prints an exemption that holds', async ({
    given,
  }) => {
    const roles = { id: POLICY, name: 'roles', type: 'SERVICE_CONTROL_POLICY' as const };
    const content = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Roles',
          Effect: 'Deny',
          Action: 'iam:PassRole',
          Resource: 'arn:aws:iam::*:role/rootguard-home-*',
        },
      ],
    };
    const controlTower = {
      id: 'p-controltower',
      name: 'aws-guardrails-gHiJkL',
      type: 'SERVICE_CONTROL_POLICY' as const,
      content: NAMED_RESOURCES,
      targets: ['r-sbox'],
    };
    const { sandbox, checks } = await given(
      worldWith([{ ...roles, content, targets: [HOME] }, controlTower]),
    );
    const before = await checks(BOTH);
    expect(before.ids('problem')).toEqual(['policies-deployment']);
    const { detail, fix } = before.check('policies-deployment') ?? {};
    expect(detail).toMatch(/iam:PassRole by the policy roles \(p-regiondeny\), .*, statement "Roles"$/);
    expect(fix).toContain("With all of it in place AWS's simulator allows every call.");
    const statement = JSON.parse((fix ?? '').slice((fix ?? '').indexOf('\n{')));
    await changePolicy(sandbox, () => statement);
    const after = await checks(BOTH);
    expect(after.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('finds a policy that denies the home account even what every account may ask', async ({ given }) => {
    const region = { id: POLICY, name: 'regions', type: 'SERVICE_CONTROL_POLICY' as const };
    const content = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Regions',
          Effect: 'Deny',
          NotAction: ['iam:*', 'sts:*'],
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
        },
      ],
    };
    const { checks, run } = await given(worldWith([{ ...region, content, targets: ['r-sbox'] }]));
    const { ids, check } = await checks(BOTH);
    expect(ids('problem')).toEqual([
      'policies-stack-sets',
      'policies-forwarding',
      'policies-deployment',
      'policies-service',
    ]);
    expect(check('names')).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining('service control policy'),
    });
    const alone = await run(['--home-profile', 'home']);
    expect(alone.code).toBe(1);
    expect(alone.stderr).toMatch(
      /next step: {4}Use credentials of the management account, which no such policy binds/,
    );
  });

  it('reads rootguard.json, and options take precedence', async ({ given }) => {
    const { checks, directory } = await given();
    const file = {
      ...INSTALLATION,
      homeProfile: 'home',
      reserveConcurrency: true,
    };
    await writeFile(join(directory, 'rootguard.json'), JSON.stringify(file));
    const { check, ids, code } = await checks([]);
    expect({ skipped: ids('skipped'), code }).toEqual({ skipped: [], code: 0 });
    expect(check('organizational-units')?.detail).toBe('1 of at most 50');
    expect(check('lambda-concurrency')?.detail).toContain('rootguard needs 109');
    const other = await checks(['--cover', WORK, '--cover', 'r-sbox']);
    expect(other.check('organizational-units')?.detail).toBe('2 of at most 50');
  });

  it('simulates with --templates the role of deployerRoles that is no pattern', async ({ given }) => {
    const { checks, directory } = await given();
    const [role, pattern] = [`arn:aws:iam::${HOME}:role/pipeline`, `arn:aws:iam::${HOME}:role/terraform-*`];
    const deploymentWith = async (deployerRoles: readonly string[], args: readonly string[]) => {
      const file = { ...INSTALLATION, homeProfile: 'home', deployerRoles };
      await writeFile(join(directory, 'rootguard.json'), JSON.stringify(file));
      return (await checks(args)).check('policies-deployment');
    };
    const one = await deploymentWith([role], ['--templates']);
    expect(one).toMatchObject({ status: 'ok', detail: expect.stringMatching(`^${role} is allowed`) });
    const several = await deploymentWith([pattern, role], ['--templates']);
    expect(several?.detail).toContain(
      `${role} (of deployerRoles of rootguard.json; not simulated: ${pattern})`,
    );
    const none = await deploymentWith([pattern], ['--templates']);
    expect(none).toMatchObject({ status: 'skipped', detail: expect.stringContaining(pattern) });
    expect((await deploymentWith([role], []))?.detail).toContain('cfn-exec-role');
  });

  it('finds a boundary that is missing or allows too little, and a key that is disabled', async ({
    given,
  }) => {
    const world = worldWith();
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', NotAction: 'sts:AssumeRoot', Resource: '*' }],
    };
    const found = await given({
      ...world,
      accounts: world.accounts.map((account) =>
        account.id === HOME
          ? {
              ...account,
              services: {
                ...account.services,
                managedPolicies: [{ name: 'ServiceBoundary', document }],
                kmsKeys: [{ id: 'mrk-1', enabled: false }],
              },
            }
          : account,
      ),
    });
    const file = {
      ...INSTALLATION,
      homeProfile: 'home',
      permissionsBoundary: 'limits/ServiceBoundary',
      keyArn: `arn:aws:kms:us-east-1:${HOME}:key/mrk-1`,
    };
    await writeFile(join(found.directory, 'rootguard.json'), JSON.stringify(file));
    const { check, ids, code } = await found.checks([]);
    expect({ problems: ids('problem'), code }).toEqual({
      problems: ['permissions-boundary', 'encryption-key'],
      code: 3,
    });
    expect(check('permissions-boundary')?.detail).toBe(
      `in ${HOME}: limits/ServiceBoundary does not allow sts:AssumeRoot; in ${MANAGEMENT}: there is no policy limits/ServiceBoundary`,
    );
    expect(check('encryption-key')).toMatchObject({
      detail: 'mrk-1 is disabled',
      fix: expect.stringContaining('aws kms enable-key --key-id mrk-1 --region us-east-1'),
    });
  });

  it('cannot check the home account where the profile of rootguard.json cannot be used', async ({
    given,
  }) => {
    const { checks, directory } = await given(worldWith());
    const file = {
      ...INSTALLATION,
      homeProfile: 'misspelt',
    };
    await writeFile(join(directory, 'rootguard.json'), JSON.stringify(file));
    const { check, ids, code } = await checks([]);
    expect({ unknown: ids('unknown'), code }).toEqual({ unknown: ONLY_WITH_HOME, code: 4 });
    expect(check('names')?.detail).toContain(
      'the profile misspelt, which rootguard.json names, cannot be used',
    );
  });

  it('cannot check the home account where the profile of the command line cannot be used', async ({
    given,
  }) => {
    const { checks } = await given();
    const args = [
      '--profile',
      'management',
      '--home',
      HOME,
      '--home-profile',
      'misspelt',
      '--cover',
      'r-sbox',
    ];
    const { check, ids, code } = await checks(args);
    expect({ unknown: ids('unknown'), skipped: ids('skipped'), code }).toEqual({
      unknown: ONLY_WITH_HOME,
      skipped: [],
      code: 4,
    });
    expect(check('names')).toMatchObject({
      detail: expect.stringContaining(
        'the profile misspelt cannot be used: sts:GetCallerIdentity: CredentialsProviderError: ',
      ),
      fix: expect.stringContaining('aws configure list-profiles'),
    });
  });

  it.for([
    ['that do not exist', ['--profile', 'misspelt'], {}, 'the profile misspelt cannot be used'],
    [
      'of the environment that AWS does not know',
      [],
      { AWS_ACCESS_KEY_ID: '999999999999', AWS_SECRET_ACCESS_KEY: 'sandbox' },
      'the credentials of the environment cannot be used: sts:GetCallerIdentity: InvalidClientTokenId',
    ],
  ] as const)(
    'cannot check the management account with credentials %s',
    async ([, args, variables, detail], { given }) => {
      const { checks } = await given();
      const done = await checks([...args, '--home-profile', 'home', '--cover', 'r-sbox'], variables);
      expect({ unknown: done.ids('unknown'), skipped: done.ids('skipped'), code: done.code }).toEqual({
        unknown: ONLY_WITH_MANAGEMENT,
        skipped: [],
        code: 4,
      });
      expect(done.check('stack-set-name')?.detail).toContain(detail);
    },
  );

  it('ends with an error where no credentials can be used, and names each profile', async ({ given }) => {
    const { run } = await given();
    const { code, stdout, stderr } = await run(['--profile', 'misspelt', '--home-profile', 'absent']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('the profile absent cannot be used: sts:GetCallerIdentity');
    expect(stderr).toContain('sts:GetCallerIdentity failed with profile misspelt');
    const only = await run(['--home-profile', 'absent']);
    expect({ code: only.code, stdout: only.stdout }).toEqual({ code: 1, stdout: '' });
    expect(only.stderr).toContain('the profile absent cannot be used: sts:GetCallerIdentity');
  });

  it('finds a trail that is not logging, and trusted access that is missing', async ({ given }) => {
    const world = worldWith();
    const { checks } = await given({
      ...world,
      organization: { ...world.organization, trustedServices: ['iam.amazonaws.com'] },
      trails: [
        {
          account: MANAGEMENT,
          name: 'organization',
          organization: true,
          logging: false,
          readWrite: 'WriteOnly',
        },
      ],
    });
    const { ids, check, code } = await checks(BOTH);
    expect(ids('problem')).toEqual(['stack-sets-access', 'trail-logging']);
    expect(check('trail-read-events')).toMatchObject({ status: 'ok', warning: true });
    expect(code).toBe(3);
  });

  it('refuses a home profile of another account', async ({ given }) => {
    const { run } = await given();
    const { code, stderr } = await run([
      '--profile',
      'management',
      '--home',
      HOME,
      '--home-profile',
      'payments',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      '--home-profile: its credentials are of 333333333333, but the home account is 222222222222',
    );
  });

  it('does not start without credentials', async () => {
    const { code, stderr } = await runCli(['preflight']);
    expect(code).toBe(1);
    expect(stderr).toContain('There are no AWS credentials here.');
  });

  it.each([
    [['--home', '123'], '--home: got "123"'],
    [['--cover', 'work'], '--cover: got "work"'],
    [['--deploy-role', 'deploy'], '--deploy-role: got "deploy"'],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(['preflight', ...args])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(issue),
    });
  });
});
