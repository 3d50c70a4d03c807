import { describe, expect, it } from 'vitest';
import { closeNames } from '../../../../src/cli/options/close-names.ts';

const OPTIONS = ['--account', '--ou', '--dry-run', '--yes', '--output', '--without-exceptions'];

describe('the names that a word was probably meant to be', () => {
  it.each([
    ['--acount', ['--account']],
    ['--acconut', ['--account']],
    ['--dryrun', ['--dry-run']],
    ['--yess', ['--yes']],
    ['--witout-exeptions', ['--without-exceptions']],
  ])('%s: %j', (word, names) => {
    expect(closeNames(word, OPTIONS)).toEqual(names);
  });

  it.each(['--force', '', ' ', '-', '--', 'help', 'account', 'constructor', '<file>', '-x', '\n'])(
    '%j: none',
    (word) => {
      expect(closeNames(word, OPTIONS)).toEqual([]);
    },
  );

  it('are several where they are equally close, and none of no names', () => {
    expect(closeNames('xist', ['list', 'mist', 'table'])).toEqual(['list', 'mist']);
    expect(closeNames('list', [])).toEqual([]);
  });
});
