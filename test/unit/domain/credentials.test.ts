import { describe, expect, it } from 'vitest';
import {
  CREDENTIAL_KINDS,
  hasPassword,
  isCredentialKind,
  isSameCredential,
} from '../../../src/domain/credentials.ts';
import { givenCredential } from '../../support/builders.ts';

describe('credentials', () => {
  it('are of four kinds', () => {
    expect(CREDENTIAL_KINDS.every(isCredentialKind)).toBe(true);
    expect(isCredentialKind('password')).toBe(false);
  });

  it('are the same by kind and id, whatever has become of their status', () => {
    const key = givenCredential('access-key');
    expect(isSameCredential(key, { ...key, status: 'Inactive' })).toBe(true);
    expect(isSameCredential(key, { ...key, id: 'AKIAOTHER' })).toBe(false);
    expect(isSameCredential(key, givenCredential('signing-certificate', { id: key.id }))).toBe(false);
  });

  it('have a password when there is a login profile', () => {
    expect(hasPassword([givenCredential('mfa-device'), givenCredential('login-profile')])).toBe(true);
    expect(hasPassword([givenCredential('mfa-device')])).toBe(false);
  });
});
