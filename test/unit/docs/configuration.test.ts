import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { configurationTable, fieldsOf } from '../../../scripts/configuration-docs.ts';
import { configurationSchema } from '../../../scripts/configuration-schema.ts';
import { parseConfiguration } from '../../../src/installation/configuration.ts';
import { codeBlocks, readPage, sectionOf } from './pages.ts';

const page = readPage('configuration.md');
const fields = fieldsOf(configurationSchema());

describe('rootguard.schema.json', () => {
  it('is what the schema of the configuration says (scripts/configuration-schema.ts writes it)', () => {
    const path = fileURLToPath(new URL('../../../rootguard.schema.json', import.meta.url));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(configurationSchema());
  });

  it.each(fields)('describes $path, with an example', ({ schema }) => {
    expect(schema.description).toMatch(/^[A-Z`].*\.$/);
    expect(schema.examples).toHaveLength(1);
  });

  it.each(fields)('has a pattern that accepts the example of $path', ({ schema }) => {
    const { pattern = '', examples: [example] = [] } = schema;
    if (typeof example === 'string') expect(example).toMatch(new RegExp(pattern, 'u'));
  });
});

describe('docs/configuration.md', () => {
  it('has every field (scripts/configuration-docs.ts writes the table)', () => {
    expect(sectionOf(page, '## Fields')).toContain(configurationTable());
  });

  it('shows a file that is accepted', () => {
    const [example] = codeBlocks(page, 'json');
    expect(parseConfiguration(JSON.parse(example?.code ?? ''))).toMatchObject({ mode: 'observe' });
  });

  it('has examples that are accepted together', () => {
    const examples = fields
      .filter(({ path }) => !path.includes('.'))
      .map(({ path, schema }) => [path, schema.examples?.at(0)]);
    expect(parseConfiguration(Object.fromEntries(examples))).toMatchObject({ namePrefix: 'rootguard' });
  });
});
