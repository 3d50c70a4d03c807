/*
 * How the command line is bundled: one entry and a chunk for each command, so that the help loads neither a command nor the
 * AWS SDK; beside it the demo and the sandbox, which commands start in a process of their own.
 *
 * Plain JavaScript, because the first start in a checkout bundles before anything else is there.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS libraries in the bundle call `require` for Node's own modules. */
const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

/** `src/cli/operations/run-script.ts` starts those beside the command line by these names. */
const ENTRY_POINTS = [
  { in: 'src/cli/main.ts', out: 'rootguard' },
  { in: 'src/local/demo/main.ts', out: 'demo' },
  { in: 'src/local/sandbox/main.ts', out: 'sandbox' },
];

/**
 * @param {string} outdir
 * @returns {Promise<import('esbuild').Metafile>} the inputs of each output
 */
export async function bundleCli(outdir) {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRY_POINTS,
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_SHIM },
    plugins: [dynaliteInMemory],
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

/**
 * dynalite keeps the tables of the sandbox in memory, but also imports a database for files, which is a native module and
 * cannot be bundled. And it names its operations without the extension that esbuild needs to find them all.
 */
const dynaliteInMemory = {
  name: 'dynalite-in-memory',
  setup(plugin) {
    plugin.onResolve({ filter: /^level$/ }, () => ({ path: 'level', namespace: 'not-bundled' }));
    plugin.onLoad({ filter: /^level$/, namespace: 'not-bundled' }, () => ({
      contents: 'exports.Level = undefined;',
    }));
    plugin.onLoad({ filter: /[\\/]dynalite[\\/]index\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        /require\('\.\/(actions|validations)\/' \+ action\)/g,
        "require('./$1/' + action + '.js')",
      ),
      loader: 'js',
    }));
  },
};
