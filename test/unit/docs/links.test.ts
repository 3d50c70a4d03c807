import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, DOCS, fileExists, localLinksOf, PAGES, ROOT_PAGES } from './pages.ts';

describe('links', () => {
  it.each([...PAGES, ...ROOT_PAGES])('of $path have targets that exist', (page) => {
    const broken = localLinksOf(page).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page.path : relative(DOCS, resolve(DOCS, dirname(page.path), path));
      if (!fileExists(join(DOCS, target))) return true;
      if (anchor === undefined) return false;
      const linked = [...PAGES, ...ROOT_PAGES].find((one) => one.path === target);
      return linked === undefined || !anchorsOf(linked).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
