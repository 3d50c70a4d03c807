import { describe, expect, it } from 'vitest';
import { parseWholeNumber } from '../../../src/domain/whole-number.ts';

describe('a whole number', () => {
  it.each([
    ['1', 1],
    ['007', 7],
    ['10', 10],
  ])('is read from %j', (text, number) => {
    expect(parseWholeNumber(text, 1, 10)).toBe(number);
  });

  it.each(['0', '11', '-1', '+1', '1.0', '1e0', '0x1', ' 1', '', '१'])('is not read from %j', (text) => {
    expect(parseWholeNumber(text, 1, 10)).toBeUndefined();
  });
});
