#!/usr/bin/env node
/**
 * Starts the bundled CLI, and bundles it first where it is missing or older than its source. `npm ci` therefore needs no
 * install script, works with --ignore-scripts, and a checkout that was updated never runs yesterday's commands.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = `${ROOT}dist/cli/rootguard.mjs`;

if (isOutdated()) await bundle();
await import(BUILT);

async function bundle() {
  try {
    await import('../scripts/bundle-cli.mjs');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write(
      'error: the CLI is not bundled yet, which takes the development dependencies: npm ci\n',
    );
    process.exit(1);
  }
}

function isOutdated() {
  if (!existsSync(BUILT)) return true;
  // What was installed without its source is as it was built.
  if (!existsSync(`${ROOT}src`)) return false;
  const builtAt = statSync(BUILT).mtimeMs;
  const sources = readdirSync(`${ROOT}src`, { recursive: true }).filter((name) => name.endsWith('.ts'));
  return [...sources.map((name) => `src/${name}`), 'package-lock.json', 'scripts/bundle-cli.mjs'].some(
    (name) => statSync(`${ROOT}${name}`, { throwIfNoEntry: false })?.mtimeMs > builtAt,
  );
}
