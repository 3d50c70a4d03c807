import { describe, expect, it } from 'vitest';
import {
  isAccountId,
  isOrganizationalUnitId,
  parseAccountId,
  parseOrganizationalUnitId,
} from '../../../src/domain/account.ts';
import { InvalidInputError } from '../../../src/domain/errors.ts';

describe('an account id', () => {
  it('is 12 digits', () => {
    expect(parseAccountId('012345678901')).toBe('012345678901');
  });

  it.each([
    '',
    '12345678901',
    '1234567890123',
    '12345678901a',
    ' 123456789012',
    '123456789012\n',
    '１２３４５６７８９０１２',
  ])('is not %j', (text) => {
    expect(isAccountId(text)).toBe(false);
    expect(() => parseAccountId(text)).toThrow(InvalidInputError);
  });

  it('says what was seen and what is expected', () => {
    expect(() => parseAccountId('12"34')).toThrow(
      expect.objectContaining({
        code: 'invalid-account-id',
        message: 'account id: got "12\\"34", expected 12 digits',
      }),
    );
  });
});

describe('an organizational unit id', () => {
  it.each(['ou-ab12-cdef3456', `ou-${'a'.repeat(32)}-${'b'.repeat(32)}`])('is %s', (text) => {
    expect(parseOrganizationalUnitId(text)).toBe(text);
  });

  it.each([
    '',
    'r-ab12',
    'ou-ab1-cdef3456',
    'ou-ab12-cdef345',
    'OU-AB12-CDEF3456',
    'ou-ab12-cdef3456\n',
    'account#ou-ab12-cdef3456',
  ])('is not %j', (text) => {
    expect(isOrganizationalUnitId(text)).toBe(false);
    expect(() => parseOrganizationalUnitId(text)).toThrow(
      expect.objectContaining({
        code: 'invalid-organizational-unit-id',
        responsible: 'user',
        message: `organizational unit id: got ${JSON.stringify(text)}, expected the form ou-ab12-cdef3456`,
      }),
    );
  });
});
