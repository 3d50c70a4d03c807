/**
 * Bundles the operator's CLI into dist/cli: one entry and a chunk for each command, so that the help loads neither a
 * command nor the AWS SDK. Chunks are named by their content and the entry is renamed last, so that a command
 * that runs or starts meanwhile never loads an incomplete build. meta.json lists the inputs of each output.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUTPUT = `${ROOT}dist/cli`;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** CommonJS libraries in the bundle call `require` for Node's own modules. */
const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

await mkdir(`${OUTPUT}/chunks`, { recursive: true });
const outdir = await mkdtemp(`${ROOT}dist/building-`);
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
  for (const chunk of await readdir(`${outdir}/chunks`)) {
    await rename(`${outdir}/chunks/${chunk}`, `${OUTPUT}/chunks/${chunk}`);
  }
  await writeFile(`${outdir}/meta.json`, JSON.stringify(metafile));
  await rename(`${outdir}/meta.json`, `${OUTPUT}/meta.json`);
  await rename(`${outdir}/rootguard.mjs`, `${OUTPUT}/rootguard.mjs`);
  await removeOldChunks(metafile);
} finally {
  await rm(outdir, { recursive: true, force: true });
}

/** Removes chunks of earlier builds that are a day old: no command that was started with them is still running. */
async function removeOldChunks({ outputs }) {
  const current = new Set(Object.keys(outputs).map((path) => path.split('/').at(-1)));
  for (const chunk of await readdir(`${OUTPUT}/chunks`)) {
    const { mtimeMs } = await stat(`${OUTPUT}/chunks/${chunk}`);
    if (!current.has(chunk) && Date.now() - mtimeMs > DAY_MILLISECONDS) await rm(`${OUTPUT}/chunks/${chunk}`);
  }
}
