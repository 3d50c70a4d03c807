import { describe, expect } from 'vitest';
import { VERSION } from '../../src/runtime/version.ts';
import { it, runCli, worldOf } from './cli.ts';

const HOME = '222222222222';
const NEWER = '999.0.0';

const CONFIGURATION = {
  organizationId: 'o-sandbox0001',
  managementAccountId: '111111111111',
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

  it('needs --check and a configuration, and says so', async ({ givenCli }) => {
    const withoutFlag = await runCli(['upgrade']);
    expect(withoutFlag.code).toBe(2);
    expect(withoutFlag.stderr).toContain('--check: is missing');
    const { code, stderr } = await (await givenCli()).run(['upgrade', '--check']);
    expect(code).toBe(2);
    expect(stderr).toContain('run rootguard init, or name the file with --config');
  });
});
