import { describe, expect, it } from 'vitest';
import {
  changesBetween,
  compareVersions,
  parseChangelog,
  parseVersion,
} from '../../../../src/cli/upgrade/versions.ts';

describe('a version', () => {
  it('is read from three numbers, and from nothing else', () => {
    expect(parseVersion('1.20.3')).toEqual([1, 20, 3]);
    for (const text of ['', '1.2', '1.2.3-rc.1', 'v1.2.3', 'Unreleased'])
      expect([text, parseVersion(text)]).toEqual([text, undefined]);
  });

  it('is compared by its numbers, not by its text', () => {
    expect(compareVersions([0, 9, 0], [0, 10, 0])).toBeLessThan(0);
    expect(compareVersions([2, 0, 0], [1, 99, 99])).toBeGreaterThan(0);
    expect(compareVersions([1, 2, 3], [1, 2, 3])).toBe(0);
  });
});

const CHANGELOG = `# Changelog

Text.

## [Unreleased]

- coming

## [0.3.0] - 2027-02-01

### Added

- new

## [0.2.0] - 2027-01-01

- middle

## [0.1.0] - 2026-12-01

- first
`;

describe('the changes between two versions', () => {
  const releases = parseChangelog(CHANGELOG);

  it('are the sections after the first, up to the second', () => {
    expect(changesBetween(releases, [0, 1, 0], [0, 3, 0])).toEqual([
      { name: '0.3.0', text: '### Added\n\n- new' },
      { name: '0.2.0', text: '- middle' },
    ]);
    expect(changesBetween(releases, [0, 3, 0], [0, 3, 0])).toEqual([]);
  });

  it('are all sections where the first is not known, without what is not released', () => {
    expect(changesBetween(releases, undefined, [0, 2, 0]).map(({ name }) => name)).toEqual([
      '0.2.0',
      '0.1.0',
    ]);
  });
});
