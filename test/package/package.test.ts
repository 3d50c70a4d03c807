import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipFunction } from '../../infra/function-zip.ts';
import { COMMANDS } from '../../src/cli/commands/registry.ts';
import { FUNCTION_NAMES } from '../../src/installation/template-program.ts';
import { VERSION } from '../../src/runtime/version.ts';
import { runCli } from '../cli/cli.ts';
import { EXAMPLE } from '../infra/synthesis.ts';
import { type Installation, installPackage, runRootguard, startSandbox } from './installation.ts';

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
