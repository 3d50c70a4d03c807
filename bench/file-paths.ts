import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { allowRootPassword } from '../src/local/demo/attacker.ts';
import { createScene } from '../src/local/demo/scene.ts';
import { startStack } from '../src/local/stack.ts';
import { environmentFor, runNode } from './harness/command.ts';

/*
 * Lists the files whose functions run while a root password is reverted, and during `rootguard audit --account`, for
 * docs/architecture.md:
 *   npx tsx bench/file-paths.ts
 */

const WARM_UP = '310000000004';
const REVERTED = '320000000001';
/** It has an access key. */
const AUDITED = '320000000002';

/** Without the code that creates the event on this machine. */
const DEPLOYED = /\/src\/((?:lambda|events|guardrail|aws|domain|runtime|concurrency)\/.*)$/;
const OF_THE_CLI = /\/src\/((?:cli|events|guardrail|aws|domain|runtime|concurrency)\/.*)$/;

/** As V8 reports the coverage of a file. */
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { functionName: string; ranges: readonly { count: number }[] }[];
}

/** Paths within `src` of the files of which a function has run, sorted. */
function filesRun(scripts: readonly ScriptCoverage[], path: RegExp): readonly string[] {
  return scripts
    .filter(({ url }) => !url.includes('/packages/'))
    .filter(({ functions }) =>
      functions.some(({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0),
    )
    .flatMap(({ url }) => path.exec(url)?.[1] ?? [])
    .toSorted();
}

async function coverageDuring(task: () => Promise<unknown>): Promise<readonly ScriptCoverage[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.takePreciseCoverage');
  await task();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result;
}

async function filesOfRevert(sandbox: Sandbox): Promise<readonly string[]> {
  const stack = await startStack(sandbox, { settings: { mode: 'enforce', logLevel: 'silent' } });
  const scene = createScene(sandbox, stack);
  const revert = async (account: string) => {
    await allowRootPassword(scene, account);
    await stack.idle();
  };
  await revert(WARM_UP);
  const coverage = await coverageDuring(() => revert(REVERTED));
  await stack.stop();
  return filesRun(coverage, DEPLOYED);
}

const VIOLATIONS_FOUND = 3;

/** In a process of its own, whose coverage V8 writes into a folder. */
async function filesOfAudit({ endpoint, homeAccountId }: Sandbox): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rootguard-file-paths-'));
  try {
    const environment = { ...environmentFor({ endpoint, homeAccountId }), NODE_V8_COVERAGE: folder };
    const args = ['--import', 'tsx', 'src/cli/main.ts', 'audit', '--account', AUDITED];
    const exitCode = await runNode(args, environment, join(folder, 'output.txt'));
    if (exitCode !== VIOLATIONS_FOUND) throw new Error(`the audit ended with ${exitCode}`);
    const reports = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const scripts = await Promise.all(
      reports.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')).result),
    );
    return filesRun(scripts.flat(), OF_THE_CLI);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const sandbox = await startSandbox();
for (const [name, files] of [
  ['a root password is reverted', await filesOfRevert(sandbox)],
  ['rootguard audit --account', await filesOfAudit(sandbox)],
] as const) {
  process.stdout.write(`${files.join('\n')}\n${files.length} files: ${name}\n\n`);
}
await sandbox.close();
