import { describe, expect, it } from 'vitest';
import {
  effectOfMalformedRow,
  endOf,
  formatScope,
  isExceptionId,
  newExceptionId,
  parseScope,
  scopesOf,
} from '../../../src/domain/exception.ts';
import { ACCOUNT, givenAccount, givenException } from '../../support/builders.ts';

describe('the scope of an exception', () => {
  it.each(['account#333333333333', 'ou#ou-ab12-cdef3456', 'organization'])(
    'is read from %s and written in the same form',
    (text) => {
      const scope = parseScope(text);
      expect(scope && formatScope(scope)).toBe(text);
    },
  );

  it.each([
    '',
    'account',
    'account#',
    'account#33333333333',
    'account#333333333333#',
    'account#333333333333#organization',
    'Account#333333333333',
    'ou#333333333333',
    'ou#r-ab12',
    'unit#ou-ab12-cdef3456',
    'organization#',
    'Organization',
    ' organization',
  ])('cannot be read from %j', (text) => {
    expect(parseScope(text)).toBeUndefined();
  });
});

describe('the scopes that exceptions of an account may have', () => {
  it('are the account, the units that it is in, and the organization', () => {
    const organizationalUnits = ['ou-ab12-cdef3456', 'ou-ab12-99999999'];
    expect(scopesOf(givenAccount({ organizationalUnits }))).toEqual([
      `account#${ACCOUNT}`,
      'ou#ou-ab12-cdef3456',
      'ou#ou-ab12-99999999',
      'organization',
    ]);
  });
});

describe('a row that does not parse', () => {
  it.each([
    ['account#333333333333', 'deletions in its scope wait'],
    ['organization', 'deletions in its scope wait'],
    ['Account#333333333333', 'its scope is misspelt, so it approves and protects nothing'],
    ['', 'its scope is misspelt, so it approves and protects nothing'],
  ])('has a consequence that depends on its scope (%j: %s)', (scope, consequence) => {
    expect(effectOfMalformedRow({ scope, id: 'x', issues: ['reason: is required'] })).toBe(consequence);
  });
});

describe('the end of an exception', () => {
  const expiresAt = '2026-06-01T00:00:00Z';

  it.each([
    ['its expiry', { expiresAt }, expiresAt],
    [
      'its revocation, when that comes first',
      { expiresAt, revokedAt: '2026-05-01T00:00:00Z' },
      '2026-05-01T00:00:00Z',
    ],
    ['its expiry, when that comes first', { expiresAt, revokedAt: '2026-07-01T00:00:00Z' }, expiresAt],
    [
      'its revocation, when it is permanent',
      { expiresAt: undefined, permanent: true, revokedAt: '2026-05-01T00:00:00Z' },
      '2026-05-01T00:00:00Z',
    ],
  ])('is %s', (_what, attributes, end) => {
    expect(endOf(givenException(attributes))).toEqual(new Date(end));
  });

  it('never comes for a permanent one that nobody revoked', () => {
    expect(endOf(givenException({ expiresAt: undefined, permanent: true }))).toBeUndefined();
  });
});

describe('the id of an exception', () => {
  it('is any string that is not empty', () => {
    expect(isExceptionId('x')).toBe(true);
    expect(isExceptionId('')).toBe(false);
  });

  it('is never created from an empty string', () => {
    expect(newExceptionId('x')).toBe('x');
    expect(() => newExceptionId('')).toThrow(
      expect.objectContaining({ code: 'empty-id', message: 'the id generator gave an empty id' }),
    );
  });
});
