import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RootguardError } from '../../domain/errors.ts';
import type { CliContext } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import type { Result } from '../output/result.ts';

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
  const child = spawn(process.execPath, [findScript(script), ...args], { stdio: 'inherit' });
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

/** The bundle has this module in the folder of the programs, or in a chunk one folder below. */
function findScript(script: Script): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const found = [folder, dirname(folder)]
    .map((place) => join(place, `${script}.mjs`))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new RootguardError('incomplete-installation', `${script}.mjs is missing beside the command line`);
}
