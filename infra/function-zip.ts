import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { zipSync } from 'fflate';
import type { FunctionName } from '../src/installation/template-program.ts';
import { BUNDLE_OPTIONS } from './bundling.ts';

/** The checkout: this module also runs bundled with the command line. */
const ROOT = findAbove(import.meta.dirname, 'src/lambda');

/** The earliest time that a zip can hold. It holds local time, so that this is the same bytes in every time zone. */
const NO_TIME = new Date(1980, 0, 1);

/** Lambda runs the code as a user of its own, who has to be able to read it. In the format of zips made on Unix. */
const READABLE = { os: 3, attrs: 0o100644 << 16 };

export interface FunctionZip {
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly sha256: string;
  /** What was bundled. */
  readonly metafile: Metafile;
}

/** Bundles a function of the source. The same source and lock file give the same bytes. */
export function zipFunction(name: FunctionName): FunctionZip {
  const { outputFiles, metafile } = buildSync({
    ...BUNDLE_OPTIONS,
    absWorkingDir: ROOT,
    entryPoints: [`src/lambda/${name}-handler.ts`],
    outfile: 'index.mjs',
    write: false,
  });
  const files = outputFiles.map(({ contents }) => ['index.mjs', contents] as const);
  const bytes = zipSync(Object.fromEntries(files), { level: 9, mtime: NO_TIME, ...READABLE });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), metafile };
}

function findAbove(folder: string, path: string): string {
  if (existsSync(join(folder, path))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error(`there is no ${path}`);
  return findAbove(above, path);
}
