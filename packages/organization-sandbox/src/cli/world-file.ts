import { readFile } from 'node:fs/promises';
import { describeIssue } from '../world/issue.ts';
import { parseWorld } from '../world/parse-world.ts';
import type { World } from '../world/schema.ts';
import { StartError } from './start-error.ts';

/** @throws StartError `invalid-world-file`, with every issue in the file by its path */
export async function readWorldFile(path: string): Promise<World> {
  const parsed = parseWorld(parseFile(path, await readText(path)));
  if (parsed.type === 'invalid') throw invalid(path, parsed.issues.map(describeIssue));
  return parsed.world;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw invalid(path, [messageOf(error)]);
  }
}

function parseFile(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, [`not JSON: ${messageOf(error)}`]);
  }
}

const invalid = (path: string, issues: readonly string[]) =>
  new StartError('invalid-world-file', `world file ${path}`, issues);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
