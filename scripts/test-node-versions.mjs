/**
 * Runs the tests under each Node.js version that rootguard supports:
 *
 *   npm run test:node                             the unit, integration and command tests under 20.19.0, 22 and 24
 *   npm run test:node -- 22 24                    only under these versions
 *   npm run test:node -- 24 -- test/unit          with these arguments for vitest
 *   npm run test:node -- 24 -- --reporter=dot     the whole suite
 *
 * The binaries come from the `node` package of the npm registry, through npx.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The lowest version that `engines` allows, and the two newest LTS lines; Lambda runs the last. */
const VERSIONS = ['20.19.0', '22', '24'];

/** What depends on Node.js most: processes, HTTP, streams, bundles. The rest is pure or is covered by the full suite. */
const DEFAULT_TESTS = ['test/unit', 'test/integration', 'test/cli'];

const args = process.argv.slice(2);
const separator = args.includes('--') ? args.indexOf('--') : args.length;
const versions = separator > 0 ? args.slice(0, separator) : VERSIONS;
const vitestArgs = separator < args.length - 1 ? args.slice(separator + 1) : DEFAULT_TESTS;

const invalid = versions.filter((version) => !/^\d+(\.\d+){0,2}$/.test(version));
if (invalid.length > 0) {
  process.stderr.write(`not a Node.js version: ${invalid.join(', ')}. Expected e.g. 24 or 20.19.0\n`);
  process.exit(2);
}

const failed = [];
for (const version of versions) {
  process.stdout.write(`\n== vitest under Node.js ${version}\n`);
  if (!runVitest(version, vitestArgs)) failed.push(version);
}
if (failed.length > 0) {
  process.stderr.write(`\ntests failed under Node.js ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

function runVitest(version, vitestArguments) {
  const node = pathOfNode(version);
  const { status, error } = spawnSync(node, ['node_modules/vitest/vitest.mjs', 'run', ...vitestArguments], {
    cwd: ROOT,
    stdio: 'inherit',
    // First on the PATH, so that the processes which the tests start run under the same version.
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
  });
  if (error !== undefined) throw error;
  return status === 0;
}

/** npx only finds the path: if it ran the tests, an npx that they start would use its settings. */
function pathOfNode(version) {
  const printPath = ['node', '--print', 'process.execPath'];
  const { status, stdout, error } = spawnSync(
    'npx',
    ['--yes', `--package=node@${version}`, '--', ...printPath],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`npx could not install node@${version} from the npm registry`);
  return stdout.trim();
}
