import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { catalogueTable } from '../../../scripts/catalogue-table.ts';

it.each(['README.md', 'docs/watched-events.md'])('%s shows the catalogue as it is', (path) => {
  const page = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  expect(page).toContain(catalogueTable());
});
