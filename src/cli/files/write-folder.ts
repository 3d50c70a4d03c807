import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../../domain/errors.ts';
import { entryOf, MANIFEST, type ManifestEntry, readManifest } from './folder-manifest.ts';
import { unwritable } from './write-file.ts';

type Files = ReadonlyMap<string, Uint8Array | string>;

export interface WrittenFolder {
  readonly files: readonly ManifestEntry[];
  /** Files of an earlier run that this one does not make, and that nobody had changed. */
  readonly removed: readonly string[];
  /** Files of an earlier run that this one does not make, but that somebody has changed since. */
  readonly left: readonly string[];
}

/**
 * Writes files into a folder, and a manifest with their SHA-256. It replaces only what the manifest of an earlier run lists, and
 * removes what that lists and is not made any more: somebody might take it for a file of this run.
 * @param more what else the manifest says
 * @throws InvalidInputError `file-exists`, before anything is written; `unwritable-file`
 */
export async function writeFolder(folder: string, files: Files, more: object): Promise<WrittenFolder> {
  const earlier = await readManifest(folder);
  refuseForeignFiles(folder, [...files.keys(), MANIFEST], earlier);
  const entries = [...files].map(([file, contents]) => entryOf(file, contents));
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, contents] of files) await replace(folder, file, contents);
    const { removed, left } = await removeUnchanged(
      folder,
      earlier.filter(({ file }) => !files.has(file)),
    );
    // Last, so that a run that is interrupted leaves a manifest which still lists what is to be removed.
    const manifest = { ...more, files: entries, ...(left.length > 0 && { left }) };
    await replace(folder, MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
    return { files: entries, removed, left: left.map(({ file }) => file) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw unwritable(folder, `could not be written (${message})`);
  }
}

async function replace(folder: string, file: string, contents: Uint8Array | string): Promise<void> {
  const unfinished = join(folder, `${file}.unfinished`);
  await writeFile(unfinished, contents);
  await rename(unfinished, join(folder, file));
}

async function removeUnchanged(folder: string, stale: readonly ManifestEntry[]) {
  const removed: string[] = [];
  const left: ManifestEntry[] = [];
  for (const entry of stale) {
    const path = join(folder, entry.file);
    if (!existsSync(path)) continue;
    if (entryOf(entry.file, await readFile(path)).sha256 === entry.sha256) {
      await rm(path);
      removed.push(entry.file);
    } else left.push(entry);
  }
  return { removed, left };
}

function refuseForeignFiles(
  folder: string,
  files: readonly string[],
  earlier: readonly ManifestEntry[],
): void {
  const own = earlier.length === 0 ? [] : [MANIFEST, ...earlier.map(({ file }) => file)];
  const foreign = files.filter((file) => !own.includes(file) && existsSync(join(folder, file)));
  if (foreign.length === 0) return;
  throw new InvalidInputError(
    'file-exists',
    folder,
    foreign.map((file) => `${join(folder, file)}: exists already, and is not of an earlier run`),
  );
}
