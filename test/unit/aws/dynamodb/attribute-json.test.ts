import { describe, expect, it } from 'vitest';
import { canonicalText, decodeItem, encodeItem } from '../../../../src/aws/dynamodb/attribute-json.ts';

describe("DynamoDB's JSON", () => {
  it('has binary values in Base64, at every depth, and is read back as it was', () => {
    const item = {
      text: { S: 'x' },
      number: { N: '12345678901234567890' },
      bytes: { B: new Uint8Array([0, 255]) },
      many: { BS: [new Uint8Array([1])] },
      list: { L: [{ M: { inner: { B: new Uint8Array([7]) } } }, { NULL: true as const }] },
      sets: { M: { texts: { SS: ['a'] }, numbers: { NS: ['1'] }, flag: { BOOL: false } } },
    };
    const json = JSON.parse(JSON.stringify(encodeItem(item)));
    expect(json).toMatchObject({ bytes: { B: 'AP8=' }, many: { BS: ['AQ=='] } });
    expect(decodeItem(json)).toEqual(item);
  });

  it.each([
    ['text', 'x'],
    ['list', []],
    ['a value without a type', { a: 'x' }],
    ['a value of two types', { a: { S: 'x', N: '1' } }],
    ['a value of no type', { a: {} }],
    ['an unknown type', { a: { X: 'x' } }],
    ['a text that is none', { a: { S: 1 } }],
    ['a number that is none', { a: { N: 'Infinity' } }],
    ['a number that is no text', { a: { N: 1 } }],
    ['a flag that is none', { a: { BOOL: 'true' } }],
    ['a null that is none', { a: { NULL: false } }],
    ['bytes that are not Base64', { a: { B: '?' } }],
    ['an empty set', { a: { SS: [] } }],
    ['a set of other values', { a: { NS: ['x'] } }],
    ['a set of bytes that are none', { a: { BS: ['?'] } }],
    ['a list that is none', { a: { L: {} } }],
    ['a list with a wrong value', { a: { L: [{ S: 'x' }, {}] } }],
    ['a map with a wrong value', { a: { M: { b: 1 } } }],
  ])('is not read from %s', (_name, item) => {
    expect(decodeItem(item)).toBeUndefined();
  });

  it('is the same in another order of names and of sets, and another one in another order of a list', () => {
    const one = { b: { M: { x: { SS: ['1', '2'] }, y: { S: 's' } } }, a: { L: [{ N: '1' }, { N: '2' }] } };
    const same = { a: { L: [{ N: '1' }, { N: '2' }] }, b: { M: { y: { S: 's' }, x: { SS: ['2', '1'] } } } };
    const other = { ...one, a: { L: [{ N: '2' }, { N: '1' }] } };
    expect(canonicalText(one)).toBe(canonicalText(same));
    expect(canonicalText(one)).not.toBe(canonicalText(other));
  });
});
