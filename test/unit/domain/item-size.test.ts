import { describe, expect, it } from 'vitest';
import { itemBytes } from '../../../src/domain/item-size.ts';

describe('the size of an item in DynamoDB', () => {
  it.each([
    ['a text', { a: 'abc' }, 4],
    ['a text of several bytes a character', { ä: '€' }, 5],
    ['a set of texts', { a: new Set(['ab', 'c']) }, 4],
    ['a list', { a: ['ab', 'c'] }, 1 + 3 + 3 + 2],
    ['a map', { a: { b: 'cd' } }, 1 + 3 + 4],
    ['a truth value', { a: true }, 2],
    ['nothing', { a: null }, 2],
    ['binary data', { a: new Uint8Array(5) }, 6],
    ['zero', { a: 0 }, 2],
    ['a number, two digits a byte', { a: 12_345 }, 1 + 4],
    ['a number without its zeros at the end', { a: 1_200 }, 1 + 2],
    ['a negative number', { a: -12 }, 1 + 3],
    ['a fraction', { a: 0.005 }, 1 + 2],
    ['a number with an exponent', { a: 1.25e30 }, 1 + 3],
    ['several attributes', { a: 'b', c: 'd' }, 4],
  ])('counts %s', (_what, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});
