import { describe, expect, it } from 'vitest';
import { claim, printable } from '../../../src/events/claims.ts';

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
