import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headingsOf, readPage, sectionOf } from './pages.ts';

/** @see https://keepachangelog.com/en/1.1.0/ */
const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

const page = readPage('../CHANGELOG.md');
const releases = headingsOf(page.text, '##');
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

describe('CHANGELOG.md', () => {
  it('begins with what is unreleased, then names each release with its version and date', () => {
    const [unreleased, ...released] = releases;
    expect(unreleased).toBe('[Unreleased]');
    for (const release of released) expect(release).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/);
  });

  it('has the version of package.json, which the release workflow looks for', () => {
    expect(releases.map((release) => release.split(' ')[0])).toContain(`[${version}]`);
  });

  it.each(releases)('%s groups its changes by the kinds of Keep a Changelog, in their order', (release) => {
    const kinds = headingsOf(sectionOf(page, `## ${release}`), '###');
    expect(kinds).toEqual(KINDS.filter((kind) => kinds.includes(kind)));
  });
});
