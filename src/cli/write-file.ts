import { access, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { InvalidInputError } from '../domain/errors.ts';

/** What is written tells of weaknesses, so it is for its owner's eyes. */
const MODE = 0o600;

/** A write for each line would be slow, and the whole may not fit into memory. Characters. */
const AT_ONCE = 64 * 1024;

/**
 * Writes a file piece by piece. It has its name only once all of it is there: what fails leaves no half of a file that
 * looks like a whole one.
 * @throws InvalidInputError `unwritable-file`
 */
export async function writeFilePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w', MODE).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  try {
    await writePieces(file, pieces);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writePieces(file: FileHandle, pieces: AsyncIterable<string>): Promise<void> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < AT_ONCE) continue;
    await file.writeFile(waiting);
    waiting = '';
  }
  await file.writeFile(waiting);
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

function unwritable(path: string, error: unknown): InvalidInputError {
  return new InvalidInputError('unwritable-file', path, [
    `${path}: ${error instanceof Error ? error.message : String(error)}`,
  ]);
}
