import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { InvalidInputError } from '../domain/errors.ts';

/** What is written tells of weaknesses, so it is for its owner's eyes. */
const MODE = 0o600;

/**
 * Writes a file piece by piece. It has its name only once all of it is there: what is interrupted leaves no half of a file
 * that looks like a whole one.
 * @throws InvalidInputError `unwritable-file`
 */
export async function writeFilePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const stream = createWriteStream(unfinished, { mode: MODE });
  try {
    await once(stream, 'open').catch((error: unknown) => {
      throw unwritable(path, error);
    });
    for await (const piece of pieces) {
      if (!stream.write(piece)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    await rename(unfinished, path);
  } catch (error) {
    stream.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
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
