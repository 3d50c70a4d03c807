import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClock } from 'organization-sandbox/clock.ts';
import type { SandboxOptions } from 'organization-sandbox/sandbox.ts';
import { type OnEnd, startTestSandbox, type TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import type { WorldInput } from 'organization-sandbox/world/schema.ts';
import { onTestFinished, test } from 'vitest';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { type Deployment, deployHome } from '../../src/local/deploy.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Run>;
}

export type Variables = Readonly<Record<string, string>>;

/** File descriptors to write to instead of the texts of `Run`. */
export interface Outputs {
  readonly stdout?: number;
  readonly stderr?: number;
}

/**
 * Starts the bundled CLI without a terminal, and with no environment variables except those passed. The working directory is
 * one without `rootguard.json`, which a checkout may have.
 */
export function startCli(
  args: readonly string[],
  variables: Variables = {},
  outputs: Outputs = {},
  directory: string = tmpdir(),
): Running {
  const child = spawn(process.execPath, [`${ROOT}dist/cli/rootguard.mjs`, ...args], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...variables },
    stdio: ['ignore', outputs.stdout ?? 'pipe', outputs.stderr ?? 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  }
  const finished = new Promise<Run>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
  return { process: child, finished };
}

/** For command lines that do not call AWS. */
export function runCli(args: readonly string[], variables: Variables = {}): Promise<Run> {
  return startCli(args, variables).finished;
}

export interface CliOnSandbox {
  readonly sandbox: TestSandbox;
  readonly deployment: Deployment;
  /** As an administrator of the home account. */
  start(args: readonly string[], variables?: Variables, outputs?: Outputs, directory?: string): Running;
  /** In a working directory with that file. */
  runWith(configuration: object, args: readonly string[], variables?: Variables): Promise<Run>;
  run(args: readonly string[], variables?: Variables): Promise<Run>;
  /** Runs it with `--output json` and reads what it wrote. */
  json(args: readonly string[], variables?: Variables): Promise<Run & { readonly json: unknown }>;
  /** The operations of the sandbox that were called, such as `sts:AssumeRoot`, about that account or about any. */
  calls(account?: string): readonly string[];
}

/** A sandbox on this machine's clock with rootguard's tables and queues. Only what the test starts of rootguard is running. */
export async function givenCli(
  world?: WorldInput,
  options: Omit<SandboxOptions, 'world'> = {},
  onEnd: OnEnd = onTestFinished,
): Promise<CliOnSandbox> {
  const sandbox = await startTestSandbox(onEnd, world, { clock: createClock({ mode: 'real' }), ...options });
  const home = administratorOf(sandbox.homeAccountId);
  const deployment = await deployHome(createSandboxClients(sandbox.endpoint, home), sandbox);
  const account = {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: home.accessKeyId,
    AWS_SECRET_ACCESS_KEY: home.secretAccessKey,
  };
  const start = (
    args: readonly string[],
    variables: Variables = {},
    outputs: Outputs = {},
    directory?: string,
  ) => startCli(args, { ...account, ...variables }, outputs, directory);
  return {
    sandbox,
    deployment,
    start,
    run: (args, variables) => start(args, variables).finished,
    async runWith(configuration, args, variables) {
      const directory = await mkdtemp(join(tmpdir(), 'rootguard-cli-'));
      onEnd(() => rm(directory, { recursive: true }));
      await writeFile(join(directory, 'rootguard.json'), JSON.stringify(configuration));
      return start(args, variables, {}, directory).finished;
    },
    json: async (args, variables) => {
      const done = await start([...args, '--output', 'json'], variables).finished;
      return { ...done, json: done.stdout === '' ? undefined : JSON.parse(done.stdout) };
    },
    calls: (account) =>
      sandbox.calls
        .all()
        .filter((call) => account === undefined || call.account === account)
        .map(({ service, operation }) => `${service}:${operation}`),
  };
}

export type GivenCli = (world?: WorldInput, options?: Omit<SandboxOptions, 'world'>) => Promise<CliOnSandbox>;

/**
 * For concurrent tests (`describe.concurrent`), which mostly wait for child processes. Each gets its own `givenCli`, whose
 * sandbox is closed when that test has finished.
 */
export const it = test.extend<{ readonly givenCli: GivenCli }>({
  givenCli: async ({ onTestFinished }, use) => {
    await use((world, options) => givenCli(world, options, onTestFinished));
  },
});

/** A small organization: the management account, home, and those given. */
export function worldOf(accounts: WorldInput['accounts'], organization = {}): WorldInput {
  return {
    organization: {
      id: 'o-sandbox0001',
      managementAccountId: '111111111111',
      trustedServices: ['iam.amazonaws.com'],
      features: ['RootCredentialsManagement', 'RootSessions'],
      delegatedAdministrators: { 'iam.amazonaws.com': ['222222222222'] },
      ...organization,
    },
    accounts: [
      { id: '111111111111', name: 'management', email: 'management@example.com' },
      { id: '222222222222', name: 'home', email: 'home@example.com' },
      ...accounts,
    ],
  };
}

/** A member without root credentials unless it is given some. */
export function member(
  id: string,
  name: string,
  fields: Partial<WorldInput['accounts'][number]> = {},
): WorldInput['accounts'][number] {
  return { id, name, email: `${id}@example.com`, ...fields };
}

export async function readManifest(): Promise<unknown> {
  return JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));
}
