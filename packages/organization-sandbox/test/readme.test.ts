import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseWorld } from '../src/world/parse-world.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(`${PACKAGE}README.md`, 'utf8');

const matchesOf = (pattern: RegExp): string[] => [...README.matchAll(pattern)].map(([, found = '']) => found);

describe('the README', () => {
  test('has a world file that is valid', () => {
    const [world = ''] = matchesOf(/```json\n([\s\S]*?)```/g);
    expect(parseWorld(JSON.parse(world))).toMatchObject({ type: 'world' });
  });

  test('names only files and folders that exist', () => {
    const rows = README.split('\n').filter((line) => line.startsWith('|'));
    const names = rows
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([\w/-]+(?:\.ts|\/))`/g)])
      .map(([, name = '']) => name);
    const imports = matchesOf(/'organization-sandbox\/([^']+)'/g);
    expect(names.length).toBeGreaterThan(15);
    expect([...names, ...imports].filter((name) => !existsSync(`${PACKAGE}src/${name}`))).toEqual([]);
  });
});
