import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../../domain/errors.ts';
import { unreadableFile } from './read-lines.ts';

/** @throws InvalidInputError `unreadable-file` */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

/** @throws InvalidInputError `unreadable-file` or `invalid-file` */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readTextFile(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidFile(path, [`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

export function invalidFile(path: string, issues: readonly string[]): InvalidInputError {
  return new InvalidInputError(
    'invalid-file',
    path,
    issues.map((issue) => `${path}: ${issue}`),
  );
}
