import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { BUNDLE_OPTIONS } from '../infra/bundling.ts';

/*
 * Bundles the Lambda functions as CDK does: npm run build
 */

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const CANARY = 'src/lambda/canary-handler.ts';
export const CONSUMER = 'src/lambda/consumer-handler.ts';
export const LISTENER = 'src/lambda/listener-handler.ts';
export const SWEEPER = 'src/lambda/sweeper-handler.ts';

/** A cold start reads and compiles the whole bundle. */
export const MAX_BUNDLE_BYTES = 700_000;

export interface Bundle {
  readonly bytes: number;
  /** Modules of the bundle that are imported only when they are needed. */
  readonly importedLater: readonly string[];
}

/** @param input what to bundle, by esbuild's own names */
export async function bundle(
  input: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  outfile: string,
): Promise<Bundle> {
  const { metafile } = await build({
    ...input,
    outfile,
    absWorkingDir: ROOT,
    ...BUNDLE_OPTIONS,
  });
  const imports = Object.values(metafile.inputs).flatMap((module) => module.imports);
  return {
    bytes: Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0),
    importedLater: imports
      .filter(({ kind, external }) => kind === 'dynamic-import' && !external)
      .map(({ path }) => path),
  };
}

async function bundleFunctions(): Promise<void> {
  await rm(`${ROOT}/dist/lambda`, { recursive: true, force: true });
  for (const [name, entry] of Object.entries({
    canary: CANARY,
    consumer: CONSUMER,
    listener: LISTENER,
    sweeper: SWEEPER,
  })) {
    const outfile = `dist/lambda/${name}/index.mjs`;
    const { bytes } = await bundle({ entryPoints: [entry] }, outfile);
    process.stdout.write(`${outfile} ${Math.ceil(bytes / 1000)} kB\n`);
    if (bytes > MAX_BUNDLE_BYTES) {
      process.stderr.write(`${outfile} is over ${MAX_BUNDLE_BYTES / 1000} kB\n`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === import.meta.filename) await bundleFunctions();
