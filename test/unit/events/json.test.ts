import { describe, expect, it } from 'vitest';
import { parseJsonObject, valueAt } from '../../../src/events/json.ts';

describe('untrusted JSON', () => {
  it('loses its __proto__ keys at every level', () => {
    const parsed = parseJsonObject('{"__proto__":{"a":1},"b":{"__proto__":2,"c":[{"__proto__":3}]}}');
    expect(parsed).toStrictEqual({ type: 'object', value: { b: { c: [{}] } } });
    expect(JSON.stringify(parsed)).not.toContain('__proto__');
  });

  it('may nest 64 levels, not 65', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(parseJsonObject(nested(64)).type).toBe('object');
    expect(parseJsonObject(nested(65)).type).toBe('unusable');
  });

  it('may nest 64 lists and objects in any combination', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(parseJsonObject(nested(64)).type).toBe('object');
    expect(parseJsonObject(nested(65)).type).toBe('unusable');
  });

  it('has no deeper level after a closed object, as after a closed list', () => {
    expect(parseJsonObject(`{"a":[${'{},'.repeat(100)}{}]}`).type).toBe('object');
  });

  it.each([
    [' '.repeat(1024 * 1024 - 1), 'expected JSON'],
    [' '.repeat(1024 * 1024), 'expected JSON'],
    [' '.repeat(1024 * 1024 + 1), 'expected at most 1048576 characters'],
    ['['.repeat(65), 'expected at most 64 levels of nesting'],
    ['{', 'expected JSON'],
    ['[]', 'expected a JSON object'],
    ['null', 'expected a JSON object'],
    ['"text"', 'expected a JSON object'],
  ])('is refused with a message that says what was expected (case %#)', (text, message) => {
    expect(parseJsonObject(text)).toStrictEqual({ type: 'unusable', message });
  });

  it('may have any number of values side by side', () => {
    expect(parseJsonObject(`{"a":[${'[],'.repeat(1000)}{}]}`).type).toBe('object');
  });

  it('may have brackets within strings, even after an escaped quotation mark', () => {
    const brackets = '['.repeat(100);
    expect(parseJsonObject(`{"a":"\\"${brackets}"}`)).toStrictEqual({
      type: 'object',
      value: { a: `"${brackets}` },
    });
    expect(parseJsonObject(`{"a":"\\\\","b":${brackets}`).type).toBe('unusable');
  });
});

describe('a value at a path', () => {
  it.each([
    ['a.b', 1],
    ['a', { b: 1, none: null }],
    ['a.none', undefined],
    ['a.none.c', undefined],
    ['a.b.c', undefined],
    ['list.0', undefined],
    ['constructor', undefined],
    ['a.toString', undefined],
  ])('is found by its path (%s: %j)', (path, value) => {
    expect(valueAt({ a: { b: 1, none: null }, list: [1] }, path)).toStrictEqual(value);
  });
});
