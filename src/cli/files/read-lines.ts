import { createReadStream } from 'node:fs';
import { InvalidInputError } from '../../domain/errors.ts';

/**
 * The lines of a file, without their line feeds. Only a line feed ends a line: the line separators of Unicode, which
 * `node:readline` splits at, may occur inside JSON.
 * @throws InvalidInputError `unreadable-file`
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunksOf(path)) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}

async function* chunksOf(path: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) yield String(chunk);
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

export function unreadableFile(path: string, error: unknown): InvalidInputError {
  return new InvalidInputError('unreadable-file', path, [`${path}: ${reasonOf(error)}`]);
}

/** Node.js ends the message with the call and the path again: `ENOENT: no such file or directory, open 'x.json'`. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/, [a-z]+(?: '.*')?$/s, '');
}
