/**
 * Bundles the Lambda functions: one file each, the SDK inside (the runtime's own changes under our feet), as ESM, which
 * halves size and cold start against CommonJS because the SDK's ESM build can be tree-shaken.
 */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FUNCTIONS = ['consumer', 'sweeper'];
const MOST_KILOBYTES = 700;

/** pino and the SDK's HTTP handler are CommonJS inside and call `require` for Node's own modules. */
const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

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
    banner: { js: REQUIRE_SHIM },
    minify: true,
    keepNames: true,
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
