import { describe, expect, it } from 'vitest';
import { claim, claimedCredentialId, printable } from '../../../src/events/claims.ts';

describe('a claim', () => {
  it('is cut at its maximum length, and the cut is marked', () => {
    expect(printable('a'.repeat(256))).toBe('a'.repeat(256));
    expect(printable('a'.repeat(257))).toBe(`${'a'.repeat(256)}…`);
    expect(printable('abcd', 3)).toBe('abc…');
    expect(printable('abc', 3)).toBe('abc');
  });

  it('may be longer in a long field', () => {
    expect(claim('a'.repeat(2_000))).toHaveLength(257);
    expect(claim('a'.repeat(2_000), 'short')).toHaveLength(257);
    expect(claim('a'.repeat(2_000), 'long')).toHaveLength(1_025);
  });

  it.each([undefined, null, 7, {}, ['text'], '', '\u0000'])('is left out when it is %j', (value) => {
    expect(claim(value)).toBeUndefined();
  });
});

describe('the claimed id of a credential', () => {
  it.each(['AKIAIOSFODNN7EXAMPLE', 'arn:aws:iam::333333333333:mfa/root-account-mfa-device', 'x'])(
    'is taken as it is: %s',
    (id) => {
      expect(claimedCredentialId(id)).toBe(id);
    },
  );

  it.each([undefined, null, 1234567, ['AKIAIOSFODNN7EXAMPLE'], '', 'two words', 'x'.repeat(257)])(
    'is left out when it is %j',
    (value) => {
      expect(claimedCredentialId(value)).toBeUndefined();
    },
  );
});
