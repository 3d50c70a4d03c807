import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Installation {
  /** A project of its own, far from the checkout, that has installed the package and nothing else. */
  readonly folder: string;
  /** The installed package. */
  readonly package: string;
  /** Of its package.json, as npm packed it. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

const packed = v.tuple([v.object({ filename: v.string() })]);

/** Packs the checkout and installs the package into an empty folder, without a network. */
export async function installPackage(): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), 'rootguard-package-'));
  const folder = join(home, 'project');
  await mkdir(folder);
  const { stdout } = await run('npm', ['pack', '--json', '--loglevel=error', `--pack-destination=${home}`], {
    cwd: ROOT,
  });
  // What the build prints comes first.
  const [{ filename }] = v.parse(packed, JSON.parse(stdout.slice(stdout.indexOf('[\n'))));
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(home, filename)], {
    cwd: folder,
  });
  const { default: manifest } = await import(join(folder, 'node_modules/rootguard/package.json'), {
    with: { type: 'json' },
  });
  return { folder, package: join(folder, 'node_modules/rootguard'), manifest };
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string>>;

/** Runs the installed command. */
export async function runRootguard(
  { folder }: Installation,
  args: readonly string[],
  variables: Variables = {},
): Promise<Run> {
  try {
    const { stdout, stderr } = await run(join(folder, 'node_modules/.bin/rootguard'), [...args], {
      cwd: folder,
      env: environment(variables),
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = v.parse(
      v.object({ code: v.number(), stdout: v.string(), stderr: v.string() }),
      error,
    );
    return { code, stdout, stderr };
  }
}

const readyLine = v.object({ endpoint: v.string(), homeAccountId: v.string() });

/** Starts the installed sandbox until the end of the test. @returns the variables that lead other commands to it */
export async function startSandbox({ folder }: Installation, args: readonly string[]): Promise<Variables> {
  const serving = spawn(join(folder, 'node_modules/.bin/rootguard'), ['sandbox', '--port', '0', ...args], {
    cwd: folder,
    env: environment({}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    serving.kill();
  });
  const [line] = await once(serving.stdout, 'data');
  const { endpoint, homeAccountId } = v.parse(readyLine, JSON.parse(String(line)));
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: homeAccountId,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  };
}

function environment(variables: Variables) {
  return { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...variables };
}
