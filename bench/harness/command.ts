import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { RegionFacts } from './procedures.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLI = `${ROOT}bin/rootguard.mjs`;

/** Environment of a child process that calls the sandbox as an administrator of the home account. */
export function environmentFor({
  endpoint,
  homeAccountId,
}: Pick<RegionFacts, 'endpoint' | 'homeAccountId'>): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: homeAccountId,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  };
}

/**
 * Runs a program of Node's and waits for its end; what it prints goes to a file.
 * @returns its exit code
 */
export async function runNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  output: string,
): Promise<number> {
  const file = await open(output, 'w');
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, {
        cwd: ROOT,
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          ...environment,
        },
        stdio: ['ignore', file.fd, 'inherit'],
      });
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    await file.close();
  }
}
