import { readFile } from 'node:fs/promises';
import { describeIssue } from 'organization-sandbox/world/issue.ts';
import { parseWorld } from 'organization-sandbox/world/parse-world.ts';
import type { World } from 'organization-sandbox/world/schema.ts';
import { InvalidInputError } from '../domain/errors.ts';

/** @throws InvalidInputError `invalid-world-file`, with every fault in the file named by its path */
export async function readWorldFile(path: string): Promise<World> {
  const reading = parseWorld(parse(path, await read(path)));
  if (reading.type === 'invalid') throw invalid(path, reading.issues.map(describeIssue));
  return reading.world;
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw invalid(path, [error instanceof Error ? error.message : String(error)]);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, [`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function invalid(path: string, faults: readonly string[]): InvalidInputError {
  return new InvalidInputError('invalid-world-file', `world file ${path}`, faults);
}
