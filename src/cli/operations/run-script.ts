import { spawn } from 'node:child_process';
import type { CliContext } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import type { Result } from '../output/result.ts';
import { findBeside } from './beside.ts';

const EXIT_OF_SCRIPT: ReadonlyMap<number | null, Exit> = new Map([
  [0, 'ok'],
  [2, 'usage'],
]);

/** What is bundled beside the command line: programs of their own, which run rootguard on a sandbox organization. */
export type Script = 'demo' | 'sandbox';

/** Runs a bundled program in its own process, as its npm script runs it from the source. */
export async function runScript(
  { interrupted }: CliContext,
  script: Script,
  args: readonly string[],
): Promise<Result> {
  const child = spawn(process.execPath, [findBeside(`${script}.mjs`), ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the child too; a SIGTERM to this process alone is forwarded.
  interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  return {
    exit: EXIT_OF_SCRIPT.get(code) ?? 'failure',
    json: undefined,
    blocks: [],
    csv: { columns: [], rows: [] },
  };
}
