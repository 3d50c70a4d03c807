import { describe, expect, it } from 'vitest';
import { didYouMean, nearMiss, suggestion } from '../../../src/domain/near-miss.ts';

const KNOWN = ['id', 'reason', 'expiresAt'] as const;

describe('a near miss', () => {
  it.each([
    ['a letter missing', 'expresAt'],
    ['the first letter missing', 'xpiresAt'],
    ['the last letter missing', 'expiresA'],
    ['a letter added', 'expireesAt'],
    ['a letter added in front', 'eexpiresAt'],
    ['a letter added at the end', 'expiresAts'],
    ['another letter', 'expiresIt'],
    ['two neighbours swapped', 'exipresAt'],
    ['the last two swapped', 'expirestA'],
    ['other case', 'EXPIRESAT'],
    ['a separator', 'expires-at'],
    ['blanks inside and around', ' expires\u00a0At\t'],
    ['a character without a width', 'expires\u200bAt'],
    ['letters of full width', 'ｅｘｐｉｒｅｓＡｔ'],
    ['a separator and a slip', 'expire_at'],
  ])('is %s', (_what, text) => {
    expect(nearMiss(text, KNOWN)).toBe('expiresAt');
  });

  it.each([
    ['a known name itself', 'expiresAt'],
    ['two letters away', 'expirAt'],
    ['two letters changed', 'expiresOn'],
    ['two letters that are no neighbours, swapped', 'expieresta'],
    ['two neighbours changed, the first into the second', 'epqiresAt'],
    ['two neighbours changed, the second into the first', 'eqxiresAt'],
    ['another word', 'owner'],
    ['nothing', ''],
    ['one letter from a name too short to say', 'ids'],
  ])('is not %s', (_what, text) => {
    expect(nearMiss(text, KNOWN)).toBeUndefined();
  });

  it('must differ only in case or blanks where the name is short', () => {
    expect(['ID', 'Id', ' id', 'i_d'].map((text) => nearMiss(text, KNOWN))).toEqual(Array(4).fill('id'));
  });
});

describe('a suggestion', () => {
  it('names the known name that is close, and is empty where none is', () => {
    expect(didYouMean('paymets', ['home', 'payments'])).toBe(' (did you mean "payments"?)');
    expect(didYouMean('billing', ['home', 'payments'])).toBe('');
  });
});

describe('suggested names', () => {
  it('are shown in quotes', () => {
    expect(suggestion([])).toBe('');
    expect(suggestion(['json'])).toBe(' (did you mean "json"?)');
    expect(suggestion(['list', 'mist'])).toBe(' (did you mean "list" or "mist"?)');
  });
});
