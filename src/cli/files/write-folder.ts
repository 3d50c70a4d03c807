import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { InvalidInputError } from '../../domain/errors.ts';
import { unwritable } from './write-file.ts';

/** Lists what was written, so that the next run may replace it, and whoever uses the files can check them. */
const MANIFEST = 'manifest.json';

const writtenBefore = v.object({ files: v.array(v.object({ file: v.string() })) });

export interface ManifestEntry {
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes files into a folder, and a manifest with their SHA-256. Replaces only what the manifest of an earlier run lists.
 * @param more what else the manifest says
 * @throws InvalidInputError `file-exists`, before anything is written; `unwritable-file`
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  more: object,
): Promise<readonly ManifestEntry[]> {
  await refuseForeignFiles(folder, [...files.keys(), MANIFEST]);
  const entries = [...files].map(([file, contents]) => entryOf(file, contents));
  const manifest = `${JSON.stringify({ ...more, files: entries }, null, 2)}\n`;
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, contents] of [...files, [MANIFEST, manifest] as const]) {
      const unfinished = join(folder, `${file}.unfinished`);
      await writeFile(unfinished, contents);
      await rename(unfinished, join(folder, file));
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw unwritable(folder, `could not be written (${message})`);
  }
  return entries;
}

function entryOf(file: string, contents: Uint8Array | string): ManifestEntry {
  const sha256 = createHash('sha256').update(contents).digest('hex');
  return { file, sha256, bytes: Buffer.byteLength(contents) };
}

async function refuseForeignFiles(folder: string, files: readonly string[]): Promise<void> {
  const own = await filesWrittenBefore(folder);
  const foreign = files.filter((file) => !own.includes(file) && existsSync(join(folder, file)));
  if (foreign.length === 0) return;
  throw new InvalidInputError(
    'file-exists',
    folder,
    foreign.map((file) => `${join(folder, file)}: exists already, and is not of an earlier run`),
  );
}

async function filesWrittenBefore(folder: string): Promise<readonly string[]> {
  try {
    const { files } = v.parse(writtenBefore, JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
    return [MANIFEST, ...files.map(({ file }) => file)];
  } catch {
    return [];
  }
}
