import { describe, expect, it } from 'vitest';
import {
  findUnknownValues,
  isNewerVersion,
  quoted,
  SCHEMA_VERSION,
} from '../../../src/domain/schema-version.ts';

describe('a schema version', () => {
  it.each([
    [SCHEMA_VERSION + 1, true],
    [SCHEMA_VERSION, false],
    [undefined, false],
    [`${SCHEMA_VERSION + 1}`, false],
  ])('that is %j is newer than this one: %s', (version, isNewer) => {
    expect(isNewerVersion(version)).toBe(isNewer);
  });
});

describe('a value that rootguard does not know', () => {
  const KNOWN = ['audit', 'intent'];

  it('is quoted without what would change a terminal, and cut after 40 characters', () => {
    expect(quoted('\u001b[31mre"view')).toBe('"[31mre\\"view"');
    expect(quoted('a'.repeat(41))).toBe(`"${'a'.repeat(40)}"`);
  });

  it.each([
    ['quote', 'type: "review" is not a value that rootguard knows'],
    ['do-not-quote', 'type: is not a value that rootguard knows'],
    [undefined, 'type: is not a value that rootguard knows'],
  ] as const)('is reported under its path (%s)', (quoting, issue) => {
    const { isUnknown, issues } = findUnknownValues(quoting);
    expect(isUnknown('type', 'review', KNOWN)).toBe(true);
    expect(issues).toEqual([issue]);
  });

  it.each(['audit', 7, null, undefined])('is not %j: it is known, or no text', (value) => {
    const { isUnknown, issues } = findUnknownValues();
    expect(isUnknown('type', value, KNOWN)).toBe(false);
    expect(issues).toEqual([]);
  });
});
