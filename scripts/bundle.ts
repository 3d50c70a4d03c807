import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { MAIN_FIELDS, REQUIRE_SHIM, TARGET, UNUSED_CREDENTIAL_SOURCES } from '../infra/bundling.ts';

/*
 * Bundles the Lambda functions as CDK does: npm run build
 */

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const CONSUMER = 'src/lambda/consumer-handler.ts';
export const SWEEPER = 'src/lambda/sweeper-handler.ts';

/** A cold start reads and compiles the whole bundle. */
export const MAX_BUNDLE_BYTES = 700_000;

/**
 * @param input what to bundle, by esbuild's own names
 * @returns the size of the bundle in bytes
 */
export async function bundle(
  input: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  outfile: string,
): Promise<number> {
  const { metafile } = await build({
    ...input,
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: TARGET,
    format: 'esm',
    mainFields: MAIN_FIELDS,
    external: UNUSED_CREDENTIAL_SOURCES,
    banner: { js: REQUIRE_SHIM },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

async function bundleFunctions(): Promise<void> {
  await rm(`${ROOT}/dist/lambda`, { recursive: true, force: true });
  for (const [name, entry] of Object.entries({ consumer: CONSUMER, sweeper: SWEEPER })) {
    const outfile = `dist/lambda/${name}/index.mjs`;
    const bytes = await bundle({ entryPoints: [entry] }, outfile);
    process.stdout.write(`${outfile} ${Math.ceil(bytes / 1000)} kB\n`);
    if (bytes > MAX_BUNDLE_BYTES) {
      process.stderr.write(`${outfile} is over ${MAX_BUNDLE_BYTES / 1000} kB\n`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === import.meta.filename) await bundleFunctions();
