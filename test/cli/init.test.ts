import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { it, member, runCli, worldOf } from './cli.ts';

const UNITS = {
  organizationalUnits: [
    { id: 'ou-sbox-work0001', name: 'workloads', parent: 'r-sbox' },
    { id: 'ou-sbox-prod0001', name: 'production', parent: 'ou-sbox-work0001' },
    { id: 'ou-sbox-prod0002', name: 'production', parent: 'r-sbox' },
  ],
};
const WORLD = worldOf(
  [member('333333333333', 'payments'), member('444444444444', 'closed', { state: 'SUSPENDED' })],
  UNITS,
);
const MANAGEMENT = { AWS_ACCESS_KEY_ID: '111111111111' };
const ANSWERED = ['--organization-root', 'r-sbox', '--home', '222222222222', '--yes'];

type OnTestFinished = (work: () => Promise<void>) => void;

async function givenFolder(onTestFinished: OnTestFinished) {
  const folder = await mkdtemp(join(tmpdir(), 'rootguard-init-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { folder, out: join(folder, 'rootguard.json') };
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

describe.concurrent('init', () => {
  it('writes a configuration without a terminal, and the commands to go on with', async ({
    givenCli,
    onTestFinished,
  }) => {
    const { folder, out } = await givenFolder(onTestFinished);
    const { json } = await givenCli(WORLD);
    const result = await json(
      ['init', ...ANSWERED, '--email', 'security@example.com', '--out', out],
      MANAGEMENT,
    );
    const written = {
      $schema: './rootguard.schema.json',
      organizationId: 'o-sandbox0001',
      managementAccountId: '111111111111',
      homeAccountId: '222222222222',
      coveredOrganizationalUnits: ['r-sbox'],
      mode: 'observe',
      notifications: { emails: ['security@example.com'] },
    };
    expect(await readJson(out)).toEqual(written);
    expect(result).toMatchObject({ code: 0, json: { file: out, configuration: written } });
    expect(result.stdout).toContain(`node bin/rootguard.mjs preflight --config ${out}`);
    expect(result.stdout).not.toContain('node bin/rootguard.mjs enable');
    expect(result.stdout).not.toContain('npx rootguard');
    expect(result.stderr).toContain('Delegated administrators for IAM: 222222222222');
    // The schema that it names is beside it, as rootguard is elsewhere, and nothing else is left.
    expect((await readdir(folder)).toSorted()).toEqual(['rootguard.json', 'rootguard.schema.json']);
    expect(await readJson(join(folder, 'rootguard.schema.json'))).toHaveProperty('properties.homeAccountId');
  });

  it('finds accounts and units by name, and takes everything that an organization may demand', async ({
    givenCli,
    onTestFinished,
  }) => {
    const { out } = await givenFolder(onTestFinished);
    const { run } = await givenCli(WORLD);
    const result = await run([
      ...['init', '--yes', '--out', out, '--home', 'home', '--ou', 'workloads', '--ou', 'ou-sbox-prod0002'],
      ...['--home-profile', 'security', '--management-profile', 'payer'],
      ...[
        '--name-prefix',
        'rg2',
        '--tag',
        'cost-center=4711',
        '--tag',
        'Note=',
        '--log-retention-days',
        '731',
      ],
      ...['--permissions-boundary', 'ServiceBoundary', '--control-tower-region', 'eu-central-1'],
      ...['--session-region', 'eu-west-1', '--session-region', 'eu-north-1'],
      ...['--key-arn', 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
      ...['--stack-sets-account', '333333333333'],
    ]);
    expect(result).toMatchObject({ code: 0 });
    expect(parseConfiguration(await readJson(out))).toMatchObject({
      homeAccountId: '222222222222',
      coveredOrganizationalUnits: ['ou-sbox-work0001', 'ou-sbox-prod0002'],
      homeProfile: 'security',
      managementProfile: 'payer',
      namePrefix: 'rg2',
      tags: { 'cost-center': '4711', Note: '' },
      logRetentionDays: 731,
      permissionsBoundary: 'ServiceBoundary',
      keyArn: expect.stringMatching(/^arn:aws:kms/),
      stackSetsAccountId: '333333333333',
      controlTowerRegion: 'eu-central-1',
      sessionRegions: ['eu-west-1', 'eu-north-1'],
    });
    expect(result.stdout).toContain('npx cdk deploy rg2-data --profile security');
  });

  it('is read by the commands that follow', async ({ givenCli, onTestFinished }) => {
    const { out } = await givenFolder(onTestFinished);
    const { run } = await givenCli(WORLD);
    await run(['init', ...ANSWERED, '--out', out]);
    expect(await run(['status', '--config', out])).toMatchObject({ code: 0, stderr: '' });
  });

  it('names everything that is missing without a terminal, and calls nobody', async ({ onTestFinished }) => {
    const { out } = await givenFolder(onTestFinished);
    await writeFile(out, '{}');
    const result = await runCli(['init', '--out', out], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr.trim().split('\n')).toEqual([
      'error: --home: is missing',
      'error: --organization-root or --ou: is missing',
      `error: --out: ${out} exists already; replace it with --force`,
    ]);
  });

  it('refuses what the organization does not have, with every issue, and writes nothing', async ({
    givenCli,
    onTestFinished,
  }) => {
    const { folder, out } = await givenFolder(onTestFinished);
    const { run } = await givenCli(WORLD);
    const wrong = ['--organization-root', 'r-other', '--home', 'closed'];
    const result = await run(['init', ...wrong, '--yes', '--out', out]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(
      'error: --home: account 444444444444 (closed) is SUSPENDED; rootguard needs an ACTIVE account\n',
    );
    expect(result.stderr).toContain(
      'error: --organization-root: r-other is not the root of the organization, which is r-sbox\n',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses options that are not valid or do not go together', async () => {
    const invalid = await runCli([
      ...['init', '--organization-root', 'ou-ab12-cdef3456', '--home', '2222', '--email', 'nobody'],
      ...[
        '--name-prefix',
        'Guard',
        '--tag',
        'novalue',
        '--log-retention-days',
        '366',
        '--key-arn',
        'alias/x',
      ],
    ]);
    expect(invalid.code).toBe(2);
    const named = [
      '--organization-root',
      '--home',
      '--email',
      '--name-prefix',
      '--tag',
      '--log-retention-days',
    ];
    for (const option of [...named, '--key-arn']) expect(invalid.stderr).toContain(`error: ${option}: got `);
    const both = await runCli(['init', ...ANSWERED, '--ou', 'workloads']);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('exclude each other') });
  });

  it('replaces a file with --force, also one that cannot be used', async ({ givenCli, onTestFinished }) => {
    const { folder, out } = await givenFolder(onTestFinished);
    await writeFile(out, '{"organizationId": 1}');
    const { start } = await givenCli(WORLD);
    const args = ['init', ...ANSWERED, '--force'];
    expect(await start(args, {}, {}, folder).finished).toMatchObject({ code: 0 });
    expect(await readJson(out)).toMatchObject({ organizationId: 'o-sandbox0001' });
  });

  it('takes the management account as home, without a delegated administrator', async ({
    givenCli,
    onTestFinished,
  }) => {
    const { out } = await givenFolder(onTestFinished);
    const { run } = await givenCli(
      worldOf([], { trustedServices: [], features: [], delegatedAdministrators: {} }),
    );
    const args = ['init', '--organization-root', 'r-sbox', '--home', '111111111111', '--yes', '--out', out];
    const result = await run(args, MANAGEMENT);
    expect(result.code).toBe(0);
    expect(await readJson(out)).toMatchObject({ homeAccountId: '111111111111' });
    expect(result.stderr).toContain('Delegated administrators for IAM: none');
    expect(result.stdout).toContain(`node bin/rootguard.mjs enable --config ${out}`);
    expect(result.stdout).not.toContain('rootguard-management');
  });

  it('lets the home account own the StackSet where it is a delegated administrator for StackSets', async ({
    givenCli,
    onTestFinished,
  }) => {
    const { out } = await givenFolder(onTestFinished);
    const delegatedAdministrators = {
      'iam.amazonaws.com': ['222222222222'],
      'member.org.stacksets.cloudformation.amazonaws.com': ['222222222222'],
    };
    const { run } = await givenCli(worldOf([], { delegatedAdministrators }));
    expect(await run(['init', ...ANSWERED, '--out', out], MANAGEMENT)).toMatchObject({ code: 0 });
    expect(await readJson(out)).toMatchObject({ stackSetsAccountId: '222222222222' });
  });

  it('takes the home Region of AWS Control Tower from its trail', async ({ givenCli, onTestFinished }) => {
    const { out } = await givenFolder(onTestFinished);
    const trail = {
      account: '111111111111',
      name: 'aws-controltower-BaselineCloudTrail',
      organization: true,
      homeRegion: 'eu-central-1',
    };
    const { run } = await givenCli({ ...WORLD, trails: [trail] });
    const result = await run(['init', ...ANSWERED, '--out', out]);
    expect(result).toMatchObject({ code: 0 });
    expect(await readJson(out)).toMatchObject({ controlTowerRegion: 'eu-central-1' });
    expect(result.stderr).toContain('Trails of the organization: aws-controltower-BaselineCloudTrail');
    expect(result.stdout).toContain('npx cdk deploy rootguard-control-tower');
  });

  it('says that AWS Control Tower is in use, and what to add where its home Region was not found', async ({
    givenCli,
    onTestFinished,
  }) => {
    const { out } = await givenFolder(onTestFinished);
    const trustedServices = ['iam.amazonaws.com', 'controltower.amazonaws.com'];
    const { json } = await givenCli(worldOf([], { trustedServices }));
    const result = await json(['init', ...ANSWERED, '--out', out], MANAGEMENT);
    expect(result).toMatchObject({ code: 0, json: { controlTower: 'in-use' } });
    expect(result.stderr).toContain('in use, but its home Region was not found; add controlTowerRegion');
  });

  it('leaves out what the credentials may not read, and says so', async ({ givenCli, onTestFinished }) => {
    const { out } = await givenFolder(onTestFinished);
    const { run } = await givenCli(WORLD);
    const result = await run(['init', ...ANSWERED, '--out', out], { AWS_ACCESS_KEY_ID: '333333333333' });
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(/^Root: could not be read \(organizations:ListRoots: AccessDenied/m);
    expect(result.stderr).toMatch(/^AWS Control Tower: could not be read/m);
    expect(result.stderr).toMatch(/^Not checked that the organization has r-sbox: /m);
    expect(await readJson(out)).toMatchObject({ coveredOrganizationalUnits: ['r-sbox'] });
    // Whether it is on is not known, and enabling twice changes nothing.
    expect(result.stdout).toContain('node bin/rootguard.mjs enable --delegate 222222222222');
  });

  it('does not start where the file cannot be written', async () => {
    const result = await runCli(['init', ...ANSWERED, '--out', '/nonexistent/rootguard.json']);
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be written to') });
  });
});
