import type { Metafile } from 'esbuild';

/** @returns the inputs of each output */
export function bundleCli(outdir: string): Promise<Metafile>;

export function bundleTemplates(outdir: string, where: 'checkout' | 'packaged'): Promise<Metafile>;

export function bundleConstruct(outdir: string): Promise<Metafile>;
