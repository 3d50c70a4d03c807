import { describe, expect } from 'vitest';
import { VERSION } from '../../src/runtime/version.ts';
import { it, runCli, worldOf } from './cli.ts';
import { givenProfiles } from './profiles.ts';

const HOME = '222222222222';
const MANAGEMENT = '111111111111';
const NEWER = '999.0.0';

const CONFIGURATION = {
  organizationId: 'o-sandbox0001',
  managementAccountId: MANAGEMENT,
  homeAccountId: HOME,
  coveredOrganizationalUnits: ['r-sbox'],
};

/** The versions of the data stack and of the home stack; `null` for a stack without one. */
function worldWith(stacks: Readonly<Record<string, string | null>>) {
  const deployed = Object.entries(stacks).map(([name, version]) => ({
    name,
    outputs: version === null ? {} : { Version: version },
  }));
  const world = worldOf([]);
  return {
    ...world,
    accounts: world.accounts.map((account) =>
      account.id === HOME ? { ...account, services: { cloudFormation: { stacks: deployed } } } : account,
    ),
  };
}

/** What the management account has once it was deployed from templates, with AWS Control Tower in another Region. */
function managementWith(templateBody: string) {
  const world = worldOf([]);
  const cloudFormation = {
    stacks: [
      { name: 'rootguard-management', region: 'us-east-1', outputs: { Version: VERSION } },
      { name: 'rootguard-control-tower', region: 'eu-central-1', outputs: { Version: '0.0.1' } },
    ],
    stackSets: [{ name: 'rootguard-members', templateBody }],
  };
  return {
    ...world,
    accounts: world.accounts.map((account) =>
      account.id === MANAGEMENT ? { ...account, services: { cloudFormation } } : account,
    ),
  };
}

const AS_MANAGEMENT = { AWS_ACCESS_KEY_ID: MANAGEMENT };

const CHECK = ['upgrade', '--check', '--output', 'json'];

describe.concurrent('upgrade --check', () => {
  it('is satisfied where every stack that it can read is of this version', async ({ givenCli }) => {
    const cli = await givenCli(worldWith({ 'rootguard-data': VERSION, 'rootguard-home': VERSION }));
    const { code, stdout } = await cli.runWith(CONFIGURATION, CHECK);
    expect(code).toBe(0);
    const { version, stacks, changes } = JSON.parse(stdout);
    expect({ version, changes }).toEqual({ version: VERSION, changes: [] });
    expect(stacks.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual([
      ['rootguard-data', 'current'],
      ['rootguard-home', 'current'],
      ['rootguard-management', 'skipped'],
      ['rootguard-members', 'skipped'],
    ]);
  });

  it('tells older stacks, newer ones, and those without a version or not deployed', async ({ givenCli }) => {
    const older = await givenCli(worldWith({ 'rootguard-data': '0.0.1', 'rootguard-home': NEWER }));
    const told = await older.runWith(CONFIGURATION, CHECK);
    expect(told.code).toBe(3);
    expect(JSON.parse(told.stdout).stacks).toMatchObject([
      { name: 'rootguard-data', status: 'older', version: '0.0.1' },
      { name: 'rootguard-home', status: 'newer', version: NEWER },
      { status: 'skipped' },
      { status: 'skipped' },
    ]);
    const without = await givenCli(worldWith({ 'rootguard-home': null }));
    const { code, stdout } = await without.runWith(CONFIGURATION, ['upgrade', '--check']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/rootguard-data .*not deployed/);
    expect(stdout).toMatch(/rootguard-home .*older: it has no version yet/);
  });

  it("reads the StackSet of a template, and the stack in Control Tower's Region", async ({ givenCli }) => {
    const templateBody = JSON.stringify({ Resources: {}, Outputs: { Version: { Value: '0.0.2' } } });
    const cli = await givenCli(managementWith(templateBody));
    const configuration = { ...CONFIGURATION, controlTowerRegion: 'eu-central-1' };
    const { code, stdout } = await cli.runWith(configuration, CHECK, AS_MANAGEMENT);
    expect(code).toBe(3);
    expect(JSON.parse(stdout).stacks).toMatchObject([
      { name: 'rootguard-data', status: 'skipped' },
      { name: 'rootguard-home', status: 'skipped' },
      { name: 'rootguard-management', status: 'current' },
      { name: 'rootguard-control-tower', region: 'eu-central-1', status: 'older', version: '0.0.1' },
      { name: 'rootguard-members', status: 'older', version: '0.0.2' },
    ]);
  });

  it('compares the stacks and the StackSet of further Regions', async ({ givenCli }) => {
    const cli = await givenCli(managementWith(JSON.stringify({ Resources: {} })));
    const configuration = { ...CONFIGURATION, sessionRegions: ['eu-central-1'] };
    const { code, stdout } = await cli.runWith(configuration, CHECK, AS_MANAGEMENT);
    expect(code).toBe(3);
    expect(JSON.parse(stdout).stacks).toMatchObject([
      { name: 'rootguard-data', status: 'skipped' },
      { name: 'rootguard-home', status: 'skipped' },
      { name: 'rootguard-management', status: 'current' },
      { name: 'rootguard-sessions-eu-central-1', region: 'eu-central-1', status: 'skipped' },
      { name: 'rootguard-management-sessions-eu-central-1', region: 'eu-central-1', status: 'not-deployed' },
      { name: 'rootguard-members', status: 'without-version' },
      { name: 'rootguard-members-sessions', region: 'us-east-1', status: 'not-deployed' },
    ]);
  });

  it('does not take a StackSet for one of its own whose template it cannot read', async ({ givenCli }) => {
    const cli = await givenCli(managementWith('Resources: {}'));
    const { code, stdout } = await cli.runWith(CONFIGURATION, CHECK, AS_MANAGEMENT);
    expect(code).toBe(4);
    expect(JSON.parse(stdout).stacks.at(-1)).toMatchObject({
      name: 'rootguard-members',
      status: 'unreadable',
      failure: { call: 'cloudformation:DescribeStackSet' },
    });
  });

  it('has the same status in CSV as in JSON', async ({ givenCli }) => {
    const cli = await givenCli(worldWith({ 'rootguard-data': '0.0.1' }));
    const { stdout } = await cli.runWith(CONFIGURATION, ['upgrade', '--check', '--output', 'csv']);
    expect(stdout.split('\r\n').slice(0, 3)).toEqual([
      'name,accountId,region,status,version,packageVersion,failure',
      `rootguard-data,${HOME},us-east-1,older,0.0.1,${VERSION},`,
      `rootguard-home,${HOME},us-east-1,not-deployed,,${VERSION},`,
    ]);
  });

  it('is unknown where a stack cannot be read', async ({ givenCli }) => {
    const cli = await givenCli(worldWith({ 'rootguard-data': VERSION, 'rootguard-home': VERSION }));
    cli.sandbox.faults.inject({
      service: 'cloudformation',
      operation: 'DescribeStacks',
      times: 1,
      effect: { type: 'error', code: 'AccessDenied', status: 403, message: 'no' },
    });
    const { code, stdout } = await cli.runWith(CONFIGURATION, ['upgrade', '--check']);
    expect(code).toBe(4);
    expect(stdout).toContain('could not be read');
    expect(stdout).toContain('AccessDenied');
  });

  it('reads what it can where the management profile cannot be used', async ({
    givenCli,
    onTestFinished,
  }) => {
    const cli = await givenCli(worldWith({ 'rootguard-data': VERSION, 'rootguard-home': '0.0.1' }));
    const profiles = await givenProfiles(onTestFinished, { home: HOME });
    const configuration = { ...CONFIGURATION, homeProfile: 'home', managementProfile: 'misspelt' };
    const { code, stdout, stderr } = await cli.runWith(configuration, CHECK, profiles);
    expect(code).toBe(4);
    const failure = { call: 'sts:GetCallerIdentity', code: 'CredentialsProviderError' };
    expect(JSON.parse(stdout).stacks).toMatchObject([
      { name: 'rootguard-data', status: 'current' },
      { name: 'rootguard-home', status: 'older' },
      { name: 'rootguard-management', status: 'unreadable', failure },
      { name: 'rootguard-members', status: 'unreadable', failure },
    ]);
    expect(stderr).toContain('the profile misspelt, which rootguard.json names, cannot be used');
  });

  it('reads what it can where the home profile cannot be used', async ({ givenCli, onTestFinished }) => {
    const cli = await givenCli(managementWith(JSON.stringify({ Resources: {} })));
    const configuration = { ...CONFIGURATION, homeProfile: 'misspelt', managementProfile: 'management' };
    const profiles = await givenProfiles(onTestFinished, { management: MANAGEMENT });
    const { code, stdout, stderr } = await cli.runWith(configuration, CHECK, profiles);
    expect(code).toBe(4);
    expect(JSON.parse(stdout).stacks).toMatchObject([
      { name: 'rootguard-data', status: 'unreadable' },
      { name: 'rootguard-home', status: 'unreadable' },
      { name: 'rootguard-management', status: 'current' },
      { name: 'rootguard-members', status: 'without-version' },
    ]);
    expect(stderr).toContain('the profile misspelt, which rootguard.json names, cannot be used');
  });

  it('ends with an error where no profile can be used, and names each', async ({
    givenCli,
    onTestFinished,
  }) => {
    const cli = await givenCli();
    const profiles = await givenProfiles(onTestFinished, { home: HOME });
    const configuration = { ...CONFIGURATION, homeProfile: 'misspelt', managementProfile: 'absent' };
    const { code, stdout, stderr } = await cli.runWith(configuration, CHECK, profiles);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('the profile absent, which rootguard.json names, cannot be used');
    expect(stderr).toContain('sts:GetCallerIdentity failed with profile misspelt');
  });

  it('needs --check and a configuration, and says so', async ({ givenCli }) => {
    const withoutFlag = await runCli(['upgrade']);
    expect(withoutFlag.code).toBe(2);
    expect(withoutFlag.stderr).toContain('--check: is missing');
    const { code, stderr } = await (await givenCli()).run(['upgrade', '--check']);
    expect(code).toBe(2);
    expect(stderr).toContain('run rootguard init, or name the file with --config');
  });
});
