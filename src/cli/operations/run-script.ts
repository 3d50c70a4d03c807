import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RootguardError } from '../../domain/errors.ts';
import { silenceVersionWarning } from '../../runtime/environment.ts';
import type { CliContext } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import type { Result } from '../output/result.ts';

const EXIT_OF_SCRIPT: ReadonlyMap<number | null, Exit> = new Map([
  [0, 'ok'],
  [2, 'usage'],
]);

/**
 * Runs a script of the checkout in its own process, as its npm script does. The sandbox is for developers, so the CLI that
 * operators install does not contain it.
 *
 * @param script from the checkout's root
 */
export async function runScript(
  { interrupted }: CliContext,
  script: string,
  args: readonly string[],
): Promise<Result> {
  silenceVersionWarning();
  const root = findCheckout();
  const child = spawn(process.execPath, ['--import', developersLoader(), join(root, script), ...args], {
    stdio: 'inherit',
  });
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

function findCheckout(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder)
      throw new RootguardError('no-checkout', 'This works in a checkout of rootguard only');
    folder = above;
  }
  return folder;
}

function developersLoader(): string {
  try {
    return import.meta.resolve('tsx');
  } catch (error) {
    throw new RootguardError(
      'no-developer-dependencies',
      'This needs the development dependencies of the checkout: run npm ci',
      { cause: error },
    );
  }
}
