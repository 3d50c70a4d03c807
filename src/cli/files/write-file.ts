import { constants } from 'node:fs';
import { access, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidInputError } from '../../domain/errors.ts';

/** Most files describe weaknesses, so only their owner may read them. */
const OWNER_ONLY = 0o600;

/** One write per line would be slow, and the whole file may not fit into memory. */
const WRITE_CHUNK_CHARACTERS = 64 * 1024;

/**
 * Writes a file piece by piece under a temporary name and renames it at the end, so that a failure leaves no partial file
 * that looks complete.
 * @throws InvalidInputError `unwritable-file`
 */
export async function writeFilePieces(
  path: string,
  pieces: AsyncIterable<string> | Iterable<string>,
  mode = OWNER_ONLY,
): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = await on(path, open(unfinished, 'w', mode));
  try {
    await writePieces(path, file, pieces);
    await on(path, file.sync());
    await on(path, file.close());
    await on(path, rename(unfinished, path));
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writePieces(
  path: string,
  file: FileHandle,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < WRITE_CHUNK_CHARACTERS) continue;
    await on(path, file.writeFile(waiting));
    waiting = '';
  }
  await on(path, file.writeFile(waiting));
}

/**
 * To be called before long work whose result is to be written.
 * @throws InvalidInputError `unwritable-file`
 */
export async function refuseUnwritable(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw unwritable(path, 'is a directory; give the name of a file');
  const folder = dirname(resolve(path));
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw unwritable(path, `${folder} cannot be written to (${codeOf(error)}); choose another folder`);
  });
}

/** @throws InvalidInputError `file-exists` */
export async function refuseToOverwrite(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new InvalidInputError('file-exists', path, [`${path}: exists already; choose another name`]);
}

/** An error of the file system is about the path or the disk, so it is reported without a stack. */
async function on<Value>(path: string, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw unwritable(
      path,
      `could not be written (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

export function unwritable(path: string, why: string): InvalidInputError {
  return new InvalidInputError('unwritable-file', path, [`${path}: ${why}`]);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
