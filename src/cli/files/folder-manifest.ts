import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

/** Lists what was written, so that the next run may replace it, and whoever uses the files can check them. */
export const MANIFEST = 'manifest.json';

export interface ManifestEntry {
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A name and not a path: a manifest must not make a run replace or delete anything outside of its folder. */
const entry = v.object({
  file: v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/)),
  sha256: v.string(),
  bytes: v.number(),
});

const manifest = v.object({ files: v.array(entry), left: v.optional(v.array(entry), []) });

/** What an earlier run has written and no run has removed; nothing where there is no manifest, or one of something else. */
export async function readManifest(folder: string): Promise<readonly ManifestEntry[]> {
  try {
    const { files, left } = v.parse(manifest, JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
    return [...files, ...left];
  } catch {
    return [];
  }
}

export function entryOf(file: string, contents: Uint8Array | string): ManifestEntry {
  const sha256 = createHash('sha256').update(contents).digest('hex');
  return { file, sha256, bytes: Buffer.byteLength(contents) };
}
