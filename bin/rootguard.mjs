#!/usr/bin/env node
/**
 * Starts the bundled CLI. In a checkout it bundles it first if the bundle is missing or older than its source. So `npm ci`
 * needs no install script and works with --ignore-scripts, and an updated checkout never runs an old bundle.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The package has no source. */
const IS_CHECKOUT = existsSync(`${ROOT}src`);
const BUILT = `${ROOT}${IS_CHECKOUT ? 'dist' : 'lib'}/cli/rootguard.mjs`;

if (IS_CHECKOUT && isOutdated()) await bundle();
await import(BUILT);

async function bundle() {
  try {
    await import('../scripts/bundle-cli.mjs');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write(
      'error: the CLI is not bundled yet, and bundling needs the development dependencies: npm ci\n',
    );
    process.exit(1);
  }
}

function isOutdated() {
  if (!existsSync(BUILT)) return true;
  const builtAt = statSync(BUILT).mtimeMs;
  const sources = ['src', 'infra', 'packages/organization-sandbox/src'].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
  return [...sources, 'package-lock.json', 'scripts/bundle-cli.mjs', 'scripts/cli-bundle.mjs'].some(
    (name) => statSync(`${ROOT}${name}`, { throwIfNoEntry: false })?.mtimeMs > builtAt,
  );
}
