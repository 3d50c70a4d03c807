import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { zipFunction } from '../../infra/function-zip.ts';
import { FUNCTION_NAMES } from '../../src/installation/template-program.ts';
import { VERSION } from '../../src/runtime/version.ts';
import { bundleCli, bundleConstruct, bundleTemplates } from '../cli-bundle.mjs';
import { constructDeclaration } from './construct-declaration.ts';
import { billOfMaterials, licencesText, thirdPartyPackages } from './third-party.ts';

/*
 * Builds what the npm package consists of, into lib: npm pack runs this. Everything is bundled, so that the package has no
 * dependencies and no install scripts. In a checkout nothing uses lib.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIB = `${ROOT}lib`;

await rm(LIB, { recursive: true, force: true });
const bundles = [
  await bundleCli(`${LIB}/cli`),
  await bundleTemplates(`${LIB}/cli`, 'packaged'),
  await bundleConstruct(`${LIB}/cdk`),
  ...(await writeZips()),
];
await writeFile(`${LIB}/cdk/index.d.mts`, constructDeclaration());
const libraries = thirdPartyPackages(bundles, ROOT);
await writeFile(`${LIB}/THIRD-PARTY-LICENSES.txt`, licencesText(libraries));
await writeJson(`${LIB}/sbom.cdx.json`, billOfMaterials({ name: 'rootguard', version: VERSION }, libraries));
// npm pack prints the name of the package on stdout.
process.stderr.write(`lib: ${libraries.length} bundled libraries\n`);

/** The zips of the Lambda functions, and a manifest with their SHA-256. */
async function writeZips(): Promise<readonly Metafile[]> {
  await mkdir(`${LIB}/lambda`, { recursive: true });
  const zips = FUNCTION_NAMES.map((name) => ({ name, ...zipFunction(name) }));
  for (const { name, bytes } of zips) await writeFile(`${LIB}/lambda/${name}.zip`, bytes);
  const files = zips.map(({ name, bytes, sha256 }) => ({ file: `${name}.zip`, sha256, bytes: bytes.length }));
  await writeJson(`${LIB}/lambda/manifest.json`, { version: VERSION, files });
  return zips.map(({ metafile }) => metafile);
}

function writeJson(path: string, value: object): Promise<void> {
  return writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
