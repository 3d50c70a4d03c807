/**
 * Bundles the command line into dist/cli. Chunks are named by their content and the entries are renamed last, so that a
 * command that runs or starts meanwhile never loads an incomplete build. meta.json lists the inputs of each output.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleCli, bundleTemplates } from './cli-bundle.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUTPUT = `${ROOT}dist/cli`;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

await mkdir(`${OUTPUT}/chunks`, { recursive: true });
const outdir = await mkdtemp(`${ROOT}dist/building-`);
try {
  const metafile = await bundleCli(outdir);
  await bundleTemplates(outdir, 'checkout');
  for (const chunk of await readdir(`${outdir}/chunks`)) {
    await rename(`${outdir}/chunks/${chunk}`, `${OUTPUT}/chunks/${chunk}`);
  }
  await writeFile(`${outdir}/meta.json`, JSON.stringify(metafile));
  for (const file of ['meta.json', 'demo.mjs', 'sandbox.mjs', 'templates.mjs', 'rootguard.mjs'])
    await rename(`${outdir}/${file}`, `${OUTPUT}/${file}`);
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
