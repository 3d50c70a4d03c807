import { describe, expect, it } from 'vitest';
import {
  CREDENTIAL_KINDS,
  hasPassword,
  isCertainlySame,
  isIdReusable,
  isPossiblySame,
  isSameCredential,
} from '../../../src/domain/credentials.ts';
import { givenCredential } from '../../support/builders.ts';

describe('credentials', () => {
  it('are of four kinds', () => {
    expect(CREDENTIAL_KINDS).toEqual(['login-profile', 'access-key', 'signing-certificate', 'mfa-device']);
  });

  it('are the same if kind and id are, whatever their status is', () => {
    const key = givenCredential('access-key');
    expect(isSameCredential(key, { ...key, status: 'Inactive' })).toBe(true);
    expect(isSameCredential(key, { ...key, id: 'AKIAOTHER' })).toBe(false);
    expect(isSameCredential(key, givenCredential('signing-certificate', { id: key.id }))).toBe(false);
  });

  it('can be replaced by another one with the same id where AWS gives them no id of their own', () => {
    expect(CREDENTIAL_KINDS.filter(isIdReusable)).toEqual(['login-profile', 'mfa-device']);
  });

  it.each(CREDENTIAL_KINDS)(
    'of the kind %s differ in their creation times where a later one can have the same id',
    (kind) => {
      const [first, later] = [givenCredential(kind), givenCredential(kind, { createdAt: new Date() })];
      const timeless = givenCredential(kind, { createdAt: undefined });
      const isOther = isIdReusable(kind);
      expect(isPossiblySame(first, { ...first, createdAt: new Date(first.createdAt ?? 0) })).toBe(true);
      expect(isPossiblySame(first, later)).toBe(!isOther);
      expect(isPossiblySame(first, timeless)).toBe(true);
      expect(isPossiblySame(timeless, first)).toBe(true);
      expect(isPossiblySame(first, { ...first, id: 'other' })).toBe(false);
      expect(isCertainlySame(first, { ...first })).toBe(true);
      expect(isCertainlySame(first, later)).toBe(!isOther);
      expect(isCertainlySame(first, timeless)).toBe(!isOther);
      expect(isCertainlySame(timeless, first)).toBe(!isOther);
      expect(isCertainlySame(timeless, timeless)).toBe(!isOther);
    },
  );

  it('have a password when there is a login profile', () => {
    expect(hasPassword([givenCredential('mfa-device'), givenCredential('login-profile')])).toBe(true);
    expect(hasPassword([givenCredential('mfa-device')])).toBe(false);
  });
});
