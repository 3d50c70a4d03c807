import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipFunction } from '../../infra/function-zip.ts';
import { stacksOf } from '../../infra/rootguard.ts';
import { COMMANDS } from '../../src/cli/commands/registry.ts';
import { FUNCTION_NAMES } from '../../src/installation/template-program.ts';
import { VERSION } from '../../src/runtime/version.ts';
import { runCli } from '../cli/cli.ts';
import { EXAMPLE, synthesizeRootguard, templateOf } from '../infra/synthesis.ts';
import { APP, givenCdkProject } from './cdk-project.ts';
import {
  expectTemplates,
  givenFirstHour,
  giveStackSetsAccess,
  pasteExemptions,
  statesOf,
} from './first-hour.ts';
import { type Installation, installPackage, ROOT, runRootguard, startSandbox } from './installation.ts';

const run = promisify(execFile);

/** Bundling all of it takes some seconds, and longer on a busy machine. */
const TIMEOUT_MS = 180_000;

let installed: Installation;

beforeAll(async () => {
  installed = await installPackage();
}, TIMEOUT_MS);

afterAll(() => rm(dirname(installed.folder), { recursive: true, force: true }));

const read = (path: string) => readFile(join(installed.package, path), 'utf8');

describe('the package', () => {
  it('is alone in the folder that it is installed in, and runs nothing on installation', async () => {
    const { dependencies, optionalDependencies, scripts } = installed.manifest;
    expect({ dependencies, optionalDependencies }).toEqual({});
    expect(Object.keys(Object(scripts)).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
    const modules = await readdir(join(installed.folder, 'node_modules'));
    expect(modules.filter((name) => !name.startsWith('.'))).toEqual(['rootguard']);
  });

  it('has no source, and no path of the machine that built it', async () => {
    const files = await readdir(installed.package, { recursive: true });
    expect(files.filter((name) => /(?<!\.d)\.ts$/.test(name))).toEqual([]);
    for (const file of files.filter((name) => name.endsWith('.mjs')))
      expect([file, (await read(file)).includes(process.cwd())]).toEqual([file, false]);
  });

  it('has the licence of each bundled library, and a bill of materials', async () => {
    const { components } = JSON.parse(await read('lib/sbom.cdx.json'));
    const text = await read('lib/THIRD-PARTY-LICENSES.txt');
    const names: readonly string[] = components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['@aws-sdk/client-sts', 'commander', 'dynalite', 'valibot']),
    );
    for (const { name, version } of components) expect(text).toContain(`${name} ${version} (`);
  });

  it('has the zips of the functions, as a manifest describes them', async () => {
    const manifest = JSON.parse(await read('lib/lambda/manifest.json'));
    const files = FUNCTION_NAMES.map((name) => {
      const { bytes, sha256 } = zipFunction(name);
      return { file: `${name}.zip`, sha256, bytes: bytes.length };
    });
    expect(manifest).toEqual({ version: VERSION, files });
    for (const { file, sha256 } of files) {
      const bytes = await readFile(join(installed.package, 'lib/lambda', file));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });
});

describe('the installed command', () => {
  it('prints its version, and every command in its help', async () => {
    expect(await runRootguard(installed, ['--version'])).toEqual({
      code: 0,
      stdout: `${VERSION}\n`,
      stderr: '',
    });
    const { code, stdout } = await runRootguard(installed, ['--help']);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('runs the demo', async () => {
    const { code, stdout } = await runRootguard(installed, ['demo', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  });

  it('writes the same templates and zips as the command of the checkout', async () => {
    const configuration = join(installed.folder, 'example.json');
    await writeFile(configuration, JSON.stringify(EXAMPLE));
    const [ofPackage, ofCheckout] = [join(installed.folder, 'one'), join(installed.folder, 'other')];
    const args = ['template', '--config', configuration, '--out'];
    expect(await runRootguard(installed, [...args, ofPackage])).toMatchObject({ code: 0 });
    expect(await runCli([...args, ofCheckout])).toMatchObject({ code: 0 });
    for (const file of await readdir(ofCheckout)) {
      const [one, other] = await Promise.all(
        [ofPackage, ofCheckout].map((path) => readFile(join(path, file))),
      );
      expect([file, other?.equals(one ?? Buffer.alloc(0))]).toEqual([file, true]);
    }
  });

  it('serves a sandbox, and audits the organization in it', async () => {
    const there = await startSandbox(installed, []);
    const { code, stdout } = await runRootguard(installed, ['audit', '--output', 'json'], there);
    expect(code).toBe(3);
    const { accounts } = v.parse(v.object({ accounts: v.array(v.unknown()) }), JSON.parse(stdout));
    expect(accounts.length).toBeGreaterThan(10);
  });
});

describe('the construct Rootguard in the CDK app of somebody else', () => {
  let project: string;

  beforeAll(async () => {
    project = await givenCdkProject(installed);
  }, TIMEOUT_MS);

  it(
    'adds the stacks that the app of the checkout has, with the zips of the package as assets',
    async () => {
      // The tests of infra validate the templates.
      const env = { ...process.env, CDK_VALIDATION: 'false' };
      await run(process.execPath, ['app.mjs'], { cwd: project, env });
      const assembly = join(project, 'cdk.out');
      const files = await readdir(assembly);
      const stacks = synthesizeRootguard();
      for (const stack of stacksOf(stacks)) {
        const file = files.find(
          (name) => name.includes(stack.stackName.replaceAll('-', '')) && name.endsWith('.template.json'),
        );
        const template = JSON.parse(await readFile(join(assembly, file ?? ''), 'utf8'));
        expect([stack.stackName, Object.keys(template.Resources).sort()]).toEqual([
          stack.stackName,
          Object.keys(templateOf(stack).toJSON().Resources).sort(),
        ]);
      }
      const manifest = JSON.parse(
        await readFile(join(installed.package, 'lib/lambda/manifest.json'), 'utf8'),
      );
      for (const { file } of manifest.files) {
        const zip = await readFile(join(installed.package, 'lib/lambda', file));
        const assets = files.filter((name) => /^asset\..*\.zip$/.test(name));
        const contents = await Promise.all(assets.map((name) => readFile(join(assembly, name))));
        const isNeeded = file !== 'canary.zip' || stacks.canary !== undefined;
        expect([file, contents.some((asset) => asset.equals(zip))]).toEqual([file, isNeeded]);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'has types that know every field of the configuration',
    async () => {
      const tsc = run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
        cwd: project,
      });
      expect(await tsc.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' });
    },
    TIMEOUT_MS,
  );

  it('lists every issue of the configuration', async () => {
    const text = APP.replace('"o-exampleorgid"', '"o-1"').replace('"222222222222"', '"2"');
    await writeFile(join(project, 'wrong.mjs'), text);
    const failing = run(process.execPath, ['wrong.mjs'], { cwd: project });
    await expect(failing).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /The configuration \(the properties of Guardrail\) cannot be used:\s+- organizationId: .*\s+- homeAccountId: /,
      ),
    });
  });
});

describe('the first hour', () => {
  it(
    'leads from an empty folder through preflight to templates and a first report',
    async () => {
      const hour = await givenFirstHour(installed);
      const { folder } = installed;
      const init = ['init', '--organization-root', 'r-acme', '--home', 'security', '--profile', 'management'];
      const profiles = ['--management-profile', 'management', '--home-profile', 'security'];
      const written = await hour.run(...init, ...profiles, '--email', 'security@example.com', '--yes');
      expect(written).toMatchObject({ code: 0 });
      expect(written.stdout).toContain('./node_modules/.bin/rootguard enable --delegate 222222222222');
      expect(written.stdout).not.toContain('npx');

      const before = await hour.check('preflight', '--templates');
      expect(before.code).toBe(3);
      const denied = before.byId.get('policies-stack-sets');
      expect(denied).toMatchObject({ status: 'problem' });
      expect(denied?.detail).toMatch(/aws-guardrails-ab12cd \(p-regions001\), attached to ou-acme-work0001/);
      expect(denied?.detail).toMatch(/only-our-regions \(p-regions002\), attached to ou-acme-lab00001/);
      expect(before.byId.get('policies-forwarding')).toMatchObject({ status: 'problem', fix: denied?.fix });
      expect(before.byId.get('trusted-access')).toMatchObject({ status: 'problem' });

      await pasteExemptions(hour, denied?.fix ?? '');
      await giveStackSetsAccess(hour);
      expect(await hour.run('enable', '--delegate', '222222222222')).toMatchObject({ code: 0 });
      const after = await hour.check('preflight', '--templates');
      expect([...after.byId.values()].filter(({ status }) => !/^(ok|skipped)$/.test(status))).toEqual([]);
      expect(after.code).toBe(0);

      const templates = await hour.run('template', '--out', 'templates');
      expect(templates).toMatchObject({ code: 0 });
      await expectTemplates(join(folder, 'templates'));

      const audit = await hour.run('audit', '--output', 'json');
      expect(audit.code).toBe(3);
      expect(statesOf(audit)).toMatchObject({
        acme: 'skipped',
        payments: 'violating',
        web: 'compliant',
        closing: 'skipped',
      });
      expect(await hour.run('report', '--live', '--html', 'first-day.html')).toMatchObject({ code: 3 });
      expect(await readFile(join(folder, 'first-day.html'), 'utf8')).toContain('payments');

      const doctor = await hour.check('doctor');
      expect(doctor.code).toBe(3);
      expect([...doctor.byId.values()].filter(({ status }) => status === 'problem')).toEqual([
        expect.objectContaining({ detail: expect.stringContaining('nothing of it is in 222222222222') }),
      ]);
    },
    TIMEOUT_MS,
  );
});
