import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { it, member, runCli, worldOf } from './cli.ts';

const WORLD = worldOf([member('333333333333', 'payments')]);
const FILE = {
  organizationId: 'o-sandbox0001',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-sbox'],
};

describe.concurrent('rootguard.json', () => {
  it('gives a command the policy of the deployment', async ({ givenCli }) => {
    const { runWith } = await givenCli(
      worldOf([
        member('333333333333', 'payments', { root: { password: { createdAt: '2026-01-01T00:00:00Z' } } }),
      ]),
    );
    const args = ['audit', '--account', 'payments', '--output', 'json'];
    const enforcing = await runWith({ ...FILE, mode: 'enforce' }, args);
    expect(enforcing).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(enforcing.stdout)).toMatchObject({ accounts: [{ state: 'violating' }] });
  });

  it('is not used by a command with credentials of another organization', async ({ givenCli }) => {
    const { runWith, calls } = await givenCli(WORLD);
    const result = await runWith({ ...FILE, organizationId: 'o-another0001' }, ['audit']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(
      /these credentials are of the organization o-sandbox0001 .*rootguard\.json is for o-another0001/,
    );
    expect(calls()).not.toContain('sts:AssumeRoot');
  });

  it('does not make another account the management account', async ({ givenCli }) => {
    const { runWith, calls } = await givenCli(WORLD);
    const result = await runWith({ ...FILE, managementAccountId: '444444444444' }, ['enforce', '--yes']);
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('444444444444') });
    expect(calls()).not.toContain('sts:AssumeRoot');
  });

  it('does not make an account outside of the organization the home account', async ({ givenCli }) => {
    const { runWith, calls } = await givenCli(WORLD);
    const result = await runWith({ ...FILE, homeAccountId: '999999999999' }, ['enforce', '--yes']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(
      /runs in account 999999999999, which is not in the organization o-sandbox0001/,
    );
    expect(calls()).not.toContain('sts:AssumeRoot');
  });

  it('that cannot be used is answered once, with all issues', async ({ givenCli }) => {
    const { runWith } = await givenCli(WORLD);
    const result = await runWith({ ...FILE, homeAccountId: '22', mode: 'delete', hoem: 1 }, ['audit']);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    const [first, ...issues] = result.stderr.trim().split('\n');
    expect(first).toMatch(/^error: The configuration \(.*rootguard\.json\) cannot be used:$/);
    expect(issues).toEqual([
      '  - homeAccountId: must be 12 digits, got "22"',
      expect.stringMatching(/^ {2}- mode: .*observe.*enforce.*delete/),
      '  - rootguard.json: rootguard does not know hoem',
    ]);
  });

  it('has to exist where it is named', async () => {
    const result = await runCli(['status', '--config', '/nonexistent/rootguard.json']);
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read: ENOENT') });
  });

  it('names the profiles: that of home by default, that of management where a command needs it', async ({
    givenCli,
  }) => {
    const { sandbox, runWith } = await givenCli(WORLD);
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-profiles-'));
    const profile = (name: string, account: string) =>
      `[${name}]\naws_access_key_id = ${account}\naws_secret_access_key = sandbox\n`;
    const credentials = join(folder, 'credentials');
    await writeFile(credentials, profile('security', '222222222222') + profile('payer', '111111111111'));
    const file = { ...FILE, homeProfile: 'security', managementProfile: 'payer' };
    const variables = { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_ACCESS_KEY_ID: '' };
    const status = await runWith(file, ['status'], variables);
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('Asked from 222222222222') });
    expect(await runWith(file, ['enable'], variables)).toMatchObject({ code: 0 });
    const asManagement = await runWith(file, ['status', '--profile', 'payer'], variables);
    expect(asManagement.stdout).toContain('Asked from 111111111111');
    expect(sandbox.calls.all().length).toBeGreaterThan(0);
    await rm(folder, { recursive: true });
  });
});

describe.concurrent('credentials of another account than the home account', () => {
  const elsewhere = { ...FILE, homeAccountId: '333333333333' };
  const warning =
    'warning: The home account is configured as 333333333333, but these credentials are of account 222222222222.';

  it('are named once on stderr by a command that reads', async ({ givenCli }) => {
    const { runWith } = await givenCli(WORLD);
    const expected = await runWith(FILE, ['exceptions', 'list', '--output', 'json']);
    const result = await runWith(elsewhere, ['exceptions', 'list', '--output', 'json']);
    expect(expected).toMatchObject({ code: 0, stderr: '' });
    expect(result).toMatchObject({ code: 0, stdout: expected.stdout });
    expect(result.stderr.split(warning)).toHaveLength(2);
  });

  it('are named before the confirmation of a command that writes', async ({ givenCli }) => {
    const { runWith } = await givenCli(
      worldOf([
        member('333333333333', 'payments', { root: { password: { createdAt: '2026-01-01T00:00:00Z' } } }),
      ]),
    );
    const result = await runWith(elsewhere, ['enforce', '--account', 'payments']);
    expect(result.stderr.startsWith(warning)).toBe(true);
    expect(result.stderr).toContain('--yes');
  });

  it.for([['status'], ['doctor'], ['enable']])('are expected by rootguard %s', async (args, { givenCli }) => {
    const { runWith } = await givenCli(WORLD);
    expect((await runWith(elsewhere, args)).stderr).not.toContain('configured as');
  });
});
