import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NAMES } from '../../../src/installation/names.ts';

/** What rootguard says must be true with any `namePrefix`, so no text has a name of an installation without one. */
const NAMES = [
  ...Object.values(DEFAULT_NAMES.stacks),
  ...Object.values(DEFAULT_NAMES.tables),
  ...Object.values(DEFAULT_NAMES.queues),
  DEFAULT_NAMES.membersStackSet,
  DEFAULT_NAMES.topic,
];

const COMMENT = /^\s*(?:\/\/|\/?\*)/;

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('local/'))
  .map((path) => ({ path, lines: readFileSync(`src/${path}`, 'utf8').split('\n') }));

describe('the texts of rootguard', () => {
  it('name no stack, table or queue of an installation without a prefix of its own', () => {
    const found = sources.flatMap(({ path, lines }) =>
      lines
        .filter((line) => !COMMENT.test(line) && NAMES.some((name) => line.includes(name)))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});
