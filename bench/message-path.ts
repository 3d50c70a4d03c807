import { Session } from 'node:inspector/promises';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { allowRootPassword } from '../src/local/demo/attacker.ts';
import { createScene } from '../src/local/demo/scene.ts';
import { startStack } from '../src/local/stack.ts';

/*
 * Lists the files whose functions run while a root password is reverted, for docs/architecture.md:
 *   npx tsx bench/message-path.ts
 */

const WARM_UP = '310000000004';
const ACCOUNT = '320000000001';

/** Only the deployed code, without the code that creates the event on this machine. */
const DEPLOYED = /\/src\/((?:lambda|events|guardrail|aws|domain|runtime|concurrency)\/.*)$/;

/** Paths within `src`, sorted. */
async function filesRunDuring(task: () => Promise<unknown>): Promise<readonly string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.takePreciseCoverage');
  await task();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result
    .filter(({ url }) => !url.includes('/packages/'))
    .filter(({ functions }) =>
      functions.some(({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0),
    )
    .flatMap(({ url }) => DEPLOYED.exec(url)?.[1] ?? [])
    .toSorted();
}

const sandbox = await startSandbox();
const stack = await startStack(sandbox, { settings: { mode: 'enforce', logLevel: 'silent' } });
const scene = createScene(sandbox, stack);
const revert = async (account: string) => {
  await allowRootPassword(scene, account);
  await stack.idle();
};
await revert(WARM_UP);
const files = await filesRunDuring(() => revert(ACCOUNT));
process.stdout.write(`${files.join('\n')}\n${files.length} files\n`);
await stack.stop();
await sandbox.close();
