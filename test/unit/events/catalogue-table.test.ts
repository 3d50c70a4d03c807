import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { catalogueTable, ownPartTable } from '../../../scripts/catalogue-table.ts';

it('docs/watched-events.md shows the catalogue as it is', () => {
  const page = readFileSync(new URL('../../../docs/watched-events.md', import.meta.url), 'utf8');
  expect(page).toContain(catalogueTable());
  expect(page).toContain(ownPartTable());
});
