import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import type { PolicyStatement } from '../../src/installation/protection/policy-document.ts';
import { defaultInstallation } from '../../src/installation/protection/protected-installation.ts';
import { protectivePolicies } from '../../src/installation/protection/protective-policies.ts';
import { runCli } from './cli.ts';

const HOME = '222222222222';
const ROLE = `arn:aws:iam::${HOME}:role/pipeline`;
const OTHER = `arn:aws:iam::${HOME}:role/people/other`;

const CONFIGURATION = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: HOME,
  coveredOrganizationalUnits: ['r-exam'],
};

/** The path of a rootguard.json. */
function givenFile(configuration: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'rootguard-policies-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'rootguard.json');
  writeFileSync(path, JSON.stringify(configuration));
  return path;
}

function exemptedIn({ Condition }: PolicyStatement): string | readonly string[] {
  return Condition?.ArnNotLike?.['aws:PrincipalArn'] ?? [];
}

describe('rootguard policies', () => {
  it.each(['members', 'home', 'people', 'sessions'] as const)(
    'prints the policy %s, as a file for the AWS CLI and with --output json alike',
    async (policy) => {
      const table = await runCli(['policies', policy, '--home', HOME]);
      const json = await runCli(['policies', policy, '--home', HOME, '--output', 'json']);
      const expected = protectivePolicies(defaultInstallation(HOME))[policy];
      expect([table.code, json.code]).toEqual([0, 0]);
      expect(JSON.parse(table.stdout)).toEqual(expected);
      expect(JSON.parse(json.stdout)).toEqual(expected);
      // AWS counts blanks too.
      expect(table.stdout.length).toBeLessThan(10_240);
    },
  );

  it('takes account, Region, prefix and key of rootguard.json', async () => {
    const configuration = { ...CONFIGURATION, namePrefix: 'second', customerManagedKey: true };
    const { code, stdout } = await runCli(['policies', 'home', '--config', givenFile(configuration)]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(protectivePolicies(parseConfiguration(configuration)).home);
    expect(stdout).toContain('table/second-ledger');
    // The bootstrap of the CDK is one for all installations.
    expect(stdout).not.toMatch(/[^-]rootguard-/);
  });

  it('refuses to print a policy that is larger than Organizations takes', async () => {
    const deployerRoles = Array.from({ length: 25 }, (_, at) => `${ROLE}-of-the-team-${at}`);
    const configuration = { ...CONFIGURATION, deployerRoles };
    const { code, stdout, stderr } = await runCli(['policies', 'home', '--config', givenFile(configuration)]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/the policy home has \d+ characters .* at most 10240: name fewer roles/);
  });

  it('exempts roles that are named instead of permission sets', async () => {
    const { stdout } = await runCli(['policies', 'home', '--home', HOME, '--deployer', ROLE]);
    const [statement] = JSON.parse(stdout).Statement;
    expect(statement.Condition.ArnNotLike['aws:PrincipalArn']).toContain(ROLE);
    expect(stdout).not.toContain('RootguardDeployer');
  });

  it.each(['members', 'home', 'people'] as const)(
    'lists on stderr who is not locked out by %s, and how to name others',
    async (policy) => {
      const { stdout, stderr } = await runCli(['policies', policy, '--home', HOME, '--deployer', ROLE]);
      const exempted: readonly string[] = JSON.parse(stdout).Statement.flatMap(exemptedIn);
      const isOfService = (arn: string) => arn.includes(':role/rootguard-home-');
      const isOfCdk = (arn: string) => policy === 'people' && arn.includes(':role/cdk-');
      for (const arn of exempted.filter((one) => !isOfService(one) && !isOfCdk(one))) {
        expect(stderr).toContain(`  ${arn}\n`);
      }
      expect(stderr).toContain(`  ${ROLE}\n`);
      expect(stderr).toMatch(/Before you attach it, name that role by --deployer/);
    },
  );

  it('exempts the deployerRoles of rootguard.json, or those of the option instead', async () => {
    const config = givenFile({ ...CONFIGURATION, deployerRoles: [ROLE] });
    const ofFile = await runCli(['policies', 'home', '--config', config]);
    expect(ofFile.stdout).toContain(ROLE);
    expect(ofFile.stderr).toContain(ROLE);
    expect(ofFile.stdout).not.toContain('RootguardDeployer');
    const ofOption = await runCli(['policies', 'home', '--config', config, '--deployer', OTHER]);
    expect(ofOption.stdout).toContain(OTHER);
    expect(ofOption.stdout).not.toContain(ROLE);
  });

  it.each([
    [['Pipeline']],
    [['arn:aws:sts::222222222222:assumed-role/pipeline/x']],
    [['arn:aws:iam::*:role/*']],
    [[]],
  ])('refuses %j as deployerRoles', async (deployerRoles) => {
    const config = givenFile({ ...CONFIGURATION, deployerRoles });
    const { code, stdout, stderr } = await runCli(['policies', 'home', '--config', config]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/deployerRoles\S*: must /);
  });

  it('lists on stderr the deployment roles that people does not protect', async () => {
    const elsewhere = 'arn:aws:iam::444444444444:role/pipeline';
    const arguments_ = ['policies', 'people', '--home', HOME, '--deployer', ROLE];
    const { stderr } = await runCli([...arguments_, '--deployer', elsewhere]);
    expect(stderr).toMatch(
      /does not keep anybody from changing them[^\n]*\n {2}arn:aws:iam::444444444444:role\/pipeline\n$/,
    );
    expect((await runCli(arguments_)).stderr).not.toContain('does not keep');
    expect((await runCli(['policies', 'people', '--home', HOME])).stderr).not.toContain('does not keep');
  });

  it.each(['--deployer', '--auditor', '--exception-admin', '--operator'])(
    'refuses a pattern by which %s would exempt everybody',
    async (option) => {
      const everybody = `arn:aws:iam::${HOME}:role/*`;
      const { code, stdout, stderr } = await runCli([
        'policies',
        'people',
        '--home',
        HOME,
        option,
        everybody,
      ]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`got "${everybody}", expected a pattern with a part of the name`);
    },
  );

  it.each([
    ['--auditor', 'Auditor'],
    ['--exception-admin', 'ExceptionAdmin'],
    ['--operator', 'Operator'],
  ])('names the roles of %s in flat lists of ARNs', async (option, permissionSet) => {
    const { code, stdout } = await runCli([
      'policies',
      'people',
      '--home',
      HOME,
      option,
      ROLE,
      option,
      OTHER,
    ]);
    expect(code).toBe(0);
    const exempted = JSON.parse(stdout)
      .Statement.map(exemptedIn)
      .filter((arns: unknown[]) => arns.includes(ROLE));
    expect(exempted.length).toBeGreaterThan(0);
    for (const arns of exempted) {
      expect(arns).toContain(OTHER);
      expect(arns).toEqual(arns.map(String));
    }
    expect(stdout).not.toContain(`AWSReservedSSO_Rootguard${permissionSet}_`);
  });

  it('says what is missing without a file and an account, and what is wrong with a role', async () => {
    const missing = await runCli(['policies', 'home']);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('name the home account by --home, or the file by --config');
    const wrong = await runCli(['policies', 'home', '--home', HOME, '--operator', 'Admin']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain(
      'expected the ARN of a role or a pattern, such as arn:…:iam::222222222222:role/pipeline',
    );
  });
});
