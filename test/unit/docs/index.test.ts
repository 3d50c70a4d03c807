import { describe, expect, it } from 'vitest';
import { headingsOf, localLinksOf, PAGES, ROOT_PAGES, readPage } from './pages.ts';

const index = readPage('README.md');

describe('docs/README.md', () => {
  it('sorts the pages by reader', () => {
    expect(headingsOf(index.text, '##')).toEqual(['Deploying', 'Operating', 'Auditing', 'Developing']);
  });

  it('links every page of docs', () => {
    const pages = PAGES.map(({ path }) => path).filter(
      (path) => path !== 'README.md' && !/^decisions\/\d/.test(path),
    );
    const links = localLinksOf(index);
    expect(pages.filter((path) => !links.includes(path))).toEqual([]);
  });

  it('links the policies and the guides above docs', () => {
    const links = localLinksOf(index);
    expect(ROOT_PAGES.map(({ path }) => path).filter((path) => !links.includes(path))).toEqual([
      '../CODE_OF_CONDUCT.md',
    ]);
  });
});
