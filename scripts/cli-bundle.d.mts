import type { Metafile } from 'esbuild';

/** @returns the inputs of each output */
export function bundleCli(outdir: string): Promise<Metafile>;
