/**
 * Bundles the operator's CLI, and the Lambda functions: one file each, with the SDK inside (the runtime's own changes under our feet), as ESM,
 * which halves size and cold start against CommonJS because the SDK's ESM build can be tree-shaken.
 */
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleCli } from './bundle-cli.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FUNCTIONS = ['consumer', 'sweeper'];
const MOST_KILOBYTES = 700;

/** Loaded by the SDK only where the environment holds no credentials, and a Lambda function's always does. */
const UNUSED_CREDENTIAL_SOURCES = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/nested-clients',
  '@smithy/credential-provider-imds',
];

/** pino is CommonJS and calls `require` for Node's own modules. */
const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

/** zod's `z` is an object of everything zod has; as a namespace import of the same things it can be tree-shaken. */
const treeShakenZod = {
  name: 'tree-shaken-zod',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace("import { z } from 'zod'", "import * as z from 'zod'"),
      loader: 'ts',
    }));
  },
};

await bundleCli();
await rm(`${ROOT}/dist/lambda`, { recursive: true, force: true });
for (const name of FUNCTIONS) {
  const outfile = `dist/lambda/${name}/index.mjs`;
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`src/lambda/${name}-handler.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: UNUSED_CREDENTIAL_SOURCES,
    plugins: [treeShakenZod],
    banner: { js: REQUIRE_SHIM },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const kilobytes = Math.ceil((metafile.outputs[outfile]?.bytes ?? 0) / 1000);
  process.stdout.write(`${outfile} ${kilobytes} kB\n`);
  if (kilobytes > MOST_KILOBYTES) {
    process.stderr.write(`${outfile} is over ${MOST_KILOBYTES} kB\n`);
    process.exitCode = 1;
  }
}
