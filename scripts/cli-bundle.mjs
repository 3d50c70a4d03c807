/*
 * How the command line is bundled: one entry and a chunk for each command, so that the help loads neither a command nor the
 * AWS SDK; beside it the demo and the sandbox, which commands start in a process of their own.
 *
 * Plain JavaScript, because the first start in a checkout bundles before anything else is there.
 */
import { readdir, readFile } from 'node:fs/promises';
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
export function bundleCli(outdir) {
  return bundle(outdir, {
    entryPoints: ENTRY_POINTS,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    banner: { js: REQUIRE_SHIM },
    plugins: [dynaliteInMemory],
    minifySyntax: true,
  });
}

/**
 * Bundles what makes the templates, which the command line imports by this name where it needs it.
 * @param {string} outdir
 * @param {'checkout' | 'packaged'} where in a checkout the CDK is a development dependency; the package has it in the bundle
 * @returns {Promise<import('esbuild').Metafile>}
 */
export function bundleTemplates(outdir, where) {
  return bundle(outdir, {
    entryPoints: [{ in: `infra/templates/${where}.ts`, out: 'templates' }],
    banner: {
      js: `${REQUIRE_SHIM} const __dirname = import.meta.dirname, __filename = import.meta.filename;`,
    },
    plugins: [cdkInPart, ...(where === 'checkout' ? [developersPackages] : [])],
    minify: where === 'packaged',
  });
}

/**
 * Bundles the construct for the CDK apps of others, which have the CDK already.
 * @param {string} outdir
 * @returns {Promise<import('esbuild').Metafile>}
 */
export function bundleConstruct(outdir) {
  return bundle(outdir, {
    entryPoints: [{ in: 'infra/construct/rootguard.ts', out: 'index' }],
    plugins: [cdkInPart, developersPackages],
    minifySyntax: true,
  });
}

/**
 * @param {string} outdir
 * @param {import('esbuild').BuildOptions} options in which one bundle differs from another
 * @returns {Promise<import('esbuild').Metafile>}
 */
async function bundle(outdir, options) {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    ...options,
  });
  return metafile;
}

/** JSON is bundled: Node.js 20 imports it with a warning. */
const developersPackages = {
  name: 'developers-packages',
  setup(plugin) {
    plugin.onResolve({ filter: /^(aws-cdk-lib|constructs|esbuild)(\/|$)/ }, ({ path }) =>
      path.endsWith('.json') ? undefined : { path, external: true },
    );
  },
};

/**
 * The main module of aws-cdk-lib loads the constructs of every service, 40 MB of them, of which infra names a dozen. They
 * are CommonJS, so neither a bundler nor Node.js can tell which are used.
 */
const cdkInPart = {
  name: 'cdk-in-part',
  setup(plugin) {
    plugin.onResolve({ filter: /^aws-cdk-lib$/ }, ({ importer }) =>
      importer.startsWith(`${ROOT}infra/`) ? { path: 'aws-cdk-lib', namespace: 'cdk-in-part' } : undefined,
    );
    // A validator with 9 MB of WebAssembly, which `infra/templates` turns off.
    plugin.onResolve({ filter: /^@aws\/cloudformation-validate$/ }, () => ({
      path: 'cloudformation-validate',
      namespace: 'not-bundled',
    }));
    plugin.onLoad({ filter: /^cloudformation-validate$/, namespace: 'not-bundled' }, () => ({
      contents: '',
    }));
    plugin.onLoad({ filter: /.*/, namespace: 'cdk-in-part' }, async () => ({
      contents: [
        "export * from 'aws-cdk-lib/core';",
        ...(await servicesOfInfra()).map(
          (name) => `export * as ${name} from 'aws-cdk-lib/${name.replaceAll('_', '-')}';`,
        ),
      ].join('\n'),
      resolveDir: `${ROOT}infra`,
    }));
  },
};

/** Such as `aws_lambda`. */
async function servicesOfInfra() {
  const names = (await readdir(`${ROOT}infra`, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(names.map((name) => readFile(`${ROOT}infra/${name}`, 'utf8')));
  return [...new Set(texts.flatMap((text) => text.match(/\baws_\w+\b/g) ?? []))].sort();
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
