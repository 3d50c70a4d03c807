import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Once per run: bundles the CLI where its source has changed, as its first start does. */
export async function setup(): Promise<void> {
  await run(process.execPath, ['bin/rootguard.mjs', '--version']);
}
