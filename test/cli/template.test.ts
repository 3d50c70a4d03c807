import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OnEnd } from 'organization-sandbox/testing/test-sandbox.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Run, startCli } from './cli.ts';

const CONFIGURATION = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-exam'],
  homeProfile: 'security',
};

interface Project {
  readonly folder: string;
  readonly run: (...args: readonly string[]) => Promise<Run>;
  readonly read: (file: string) => Promise<Buffer>;
}

/** A working directory with rootguard.json. */
async function givenProject(configuration?: object, onEnd: OnEnd = onTestFinished): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'rootguard-templates-'));
  onEnd(() => rm(folder, { recursive: true }));
  if (configuration) await writeFile(join(folder, 'rootguard.json'), JSON.stringify(configuration));
  return {
    folder,
    run: (...args) => startCli(args, {}, {}, folder).finished,
    read: (file) => readFile(join(folder, file)),
  };
}

const FILES = [
  'consumer.zip',
  'data.template.json',
  'home.template.json',
  'listener.zip',
  'management.template.json',
  'manifest.json',
  'members.template.json',
  'sweeper.zip',
];

describe('template', () => {
  let project: Project;
  let result: Run;

  // One run for the tests that look at what it writes, which takes seconds in a checkout.
  beforeAll(async () => {
    project = await givenProject({ ...CONFIGURATION, managementProfile: 'the payer' }, afterAll);
    result = await project.run(
      'template',
      '--out',
      'made',
      '--assets-bucket',
      'example-assets',
      '-o',
      'json',
    );
  });

  it('writes the templates and zips, with a manifest of their SHA-256', async () => {
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect((await readdir(join(project.folder, 'made'))).sort()).toEqual(FILES);
    const { files } = JSON.parse(String(await project.read('made/manifest.json')));
    expect(files.map(({ file }: { file: string }) => file).sort()).toEqual(
      FILES.filter((file) => file !== 'manifest.json'),
    );
    for (const { file, sha256, bytes } of files) {
      const contents = await project.read(`made/${file}`);
      expect([file, createHash('sha256').update(contents).digest('hex')]).toEqual([file, sha256]);
      expect(contents.length).toBe(bytes);
    }
  });

  it('names the bucket and the zips in the template of home, and nothing of a bootstrap of the CDK', async () => {
    const { files } = JSON.parse(result.stdout);
    const hashOf = (name: string) => files.find(({ file }: { file: string }) => file === name).sha256;
    const text = String(await project.read('made/home.template.json'));
    const { Parameters } = JSON.parse(text);
    expect(Parameters.AssetsBucket).toMatchObject({ Type: 'String', Default: 'example-assets' });
    expect(text).toContain(`rootguard/consumer-${hashOf('consumer.zip')}.zip`);
    expect(text).toContain(`rootguard/sweeper-${hashOf('sweeper.zip')}.zip`);
    for (const file of FILES.filter((name) => name.endsWith('.template.json'))) {
      const bootstrap = String(await project.read(`made/${file}`)).match(/bootstrap|cdk-rootguard-/i);
      expect([file, bootstrap]).toEqual([file, null]);
    }
  });

  it('prints the commands that deploy them, in their order and with the profiles of rootguard.json', () => {
    const { deploy, update } = JSON.parse(result.stdout);
    const commands: readonly string[] = deploy.map(({ command }: { command: string }) => command);
    expect(commands[0]).toMatch(/^aws s3 cp made\/consumer\.zip s3:\/\/example-assets\/rootguard\/consumer-/);
    expect(commands.slice(3).map((command) => command.split(' ').slice(1, 5).join(' '))).toEqual([
      'cloudformation deploy --stack-name rootguard-data',
      'cloudformation deploy --stack-name rootguard-home',
      'cloudformation deploy --stack-name rootguard-management',
      'cloudformation create-stack-set --stack-set-name rootguard-members',
      'cloudformation create-stack-instances --stack-set-name rootguard-members',
    ]);
    expect(commands[4]).toContain('--parameter-overrides AssetsBucket=example-assets');
    expect(commands[4]).toMatch(/--region us-east-1 --profile security$/);
    expect(commands[5]).toMatch(/--profile 'the payer'$/);
    expect(commands[6]).toContain(`--tags '{"Key":"application","Value":"rootguard"}' `);
    expect(update[0].command).toContain('update-stack-set --stack-set-name rootguard-members');
    // An update does not reach units that were added to the configuration.
    expect(update.map(({ command }: { command: string }) => command).slice(1)).toEqual([commands[7]]);
    expect(update[1].does).toContain('to units that were added');
  });

  it('turns termination protection on at the end, as no template can', async () => {
    const { run } = await givenProject({ ...CONFIGURATION, terminationProtection: true });
    const { stdout } = await run('template', '--out', 'made', '-o', 'json');
    const commands = JSON.parse(stdout).deploy.map(({ command }: { command: string }) => command);
    expect(commands.slice(-2)).toEqual(
      ['rootguard-data', 'rootguard-home'].map(
        (stack) =>
          `aws cloudformation update-termination-protection --enable-termination-protection --stack-name ${stack} --region us-east-1 --profile security`,
      ),
    );
  });

  it('deploys the stacks of further Regions there, and one StackSet to all of them', async () => {
    const { run } = await givenProject({ ...CONFIGURATION, sessionRegions: ['eu-west-1', 'eu-central-1'] });
    const { stdout } = await run('template', '--out', 'made', '-o', 'json');
    const commands: string[] = JSON.parse(stdout).deploy.map(({ command }: { command: string }) => command);
    const deploying = (name: string) => commands.filter((command) => command.includes(` ${name} `));
    expect(deploying('rootguard-sessions-eu-west-1')).toEqual([
      expect.stringMatching(/sessions-eu-west-1\.template\.json .*--region eu-west-1 --profile security$/),
    ]);
    expect(deploying('rootguard-management-sessions-eu-central-1')).toEqual([
      expect.stringMatching(/--region eu-central-1( --profile \S+)?$/),
    ]);
    expect(deploying('rootguard-members')[1]).toContain(' --regions us-east-1 ');
    const [creates, deploys] = deploying('rootguard-members-sessions');
    expect(creates).toMatch(/create-stack-set .*members-sessions\.template\.json .*--region us-east-1/);
    expect(deploys).toContain(' --regions eu-west-1 eu-central-1 ');
  });

  it('removes templates that the configuration does not lead to, but none that was changed', async () => {
    const { run, read, folder } = await givenProject({
      ...CONFIGURATION,
      controlTowerRegion: 'eu-central-1',
    });
    await run('template', '--out', 'made');
    expect(await readdir(join(folder, 'made'))).toContain('control-tower.template.json');
    await writeFile(join(folder, 'made/management.template.json'), '{}');
    const onlyHome = { ...CONFIGURATION, managementAccountId: CONFIGURATION.homeAccountId };
    await writeFile(join(folder, 'rootguard.json'), JSON.stringify(onlyHome));
    const { code, stdout, stderr } = await run('template', '--out', 'made', '--output', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      removed: ['control-tower.template.json'],
      left: ['management.template.json'],
    });
    expect(stderr).toContain('made/management.template.json is of an earlier run and was changed since');
    expect((await readdir(join(folder, 'made'))).sort()).toEqual(FILES);
    expect(String(await read('made/management.template.json'))).toBe('{}');
  });

  it('says what to do where there is no configuration', async () => {
    const { run } = await givenProject();
    const { code, stderr } = await run('template', '--out', 'made');
    expect(code).toBe(2);
    expect(stderr).toContain('run rootguard init, or name the file with --config');
  });

  it('says where the folder cannot be written to', async () => {
    const { run } = await givenProject(CONFIGURATION);
    const { code, stderr } = await run('template', '--out', 'rootguard.json');
    expect(code).toBe(2);
    expect(stderr).toContain('rootguard.json: could not be written');
  });

  it('refuses a bucket that cannot be one', async () => {
    const { run } = await givenProject(CONFIGURATION);
    const { code, stderr } = await run('template', '--out', 'made', '--assets-bucket', 's3://assets');
    expect(code).toBe(2);
    expect(stderr).toContain('--assets-bucket: got "s3://assets", expected the name of a bucket');
  });
});
