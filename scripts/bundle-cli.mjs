/**
 * Bundles the operator's CLI into dist/cli: one entry and a chunk for each command, so that the help loads neither a
 * command nor the AWS SDK. It is built beside its place and then put there, so that a run never meets half a build.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS libraries in the bundle call `require` for Node's own modules. */
const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

/** Writes what was bundled into what beside it: a test reads there what the help loads. */
export async function bundleCli() {
  await mkdir(`${ROOT}/dist`, { recursive: true });
  const outdir = await mkdtemp(`${ROOT}/dist/cli-`);
  try {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: [{ in: 'src/cli/main.ts', out: 'rootguard' }],
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
      minifySyntax: true,
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
    });
    await writeFile(`${outdir}/meta.json`, JSON.stringify(metafile));
    await rm(`${ROOT}/dist/cli`, { recursive: true, force: true });
    await rename(outdir, `${ROOT}/dist/cli`);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
