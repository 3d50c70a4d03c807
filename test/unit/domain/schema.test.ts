import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  count,
  describeIssue,
  finiteNumber,
  isTimestamp,
  keyOf,
  object,
  parse,
  utcTimestamp,
} from '../../../src/domain/schema.ts';

const schema = object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty')),
  kind: v.picklist(['a', 'b']),
  inner: v.optional(object({ list: v.array(v.number()) })),
});

function issuesOf(input: unknown): readonly string[] {
  const parsed = parse(schema, input);
  return parsed.type === 'invalid' ? parsed.issues.map((issue) => describeIssue(issue, 'input')) : [];
}

describe('parse', () => {
  it('returns the output of the schema, without unknown keys', () => {
    expect(parse(schema, { name: ' x ', kind: 'a', note: 1 })).toStrictEqual({
      type: 'parsed',
      value: { name: 'x', kind: 'a' },
    });
  });

  it('says for each path what was expected and what was found', () => {
    expect(issuesOf({ name: 7, inner: { list: [1, '2', null] } })).toEqual([
      'name: expected string, got number',
      'kind: is missing',
      'inner.list.1: expected number, got string',
      'inner.list.2: expected number, got null',
    ]);
    expect(issuesOf({ name: ' ', kind: 'c' })).toEqual([
      'name: must not be empty',
      'kind: expected ("a" | "b"), got another string',
    ]);
  });

  it('says that a list is no text', () => {
    expect(issuesOf({ name: ['x'], kind: 'a' })).toEqual(['name: expected string, got Array']);
  });

  it('says which key of an object that allows no others is not known', () => {
    expect(parse(v.strictObject({ name: v.string() }), { name: 'x', nmae: 'y' })).toEqual({
      type: 'invalid',
      issues: [{ path: 'nmae', message: 'is not a key that rootguard knows' }],
    });
  });

  it('reports only the first issue of a path', () => {
    const twice = v.pipe(v.string(), v.nonEmpty('must not be empty'), v.digits('must be digits'));
    expect(parse(twice, '')).toEqual({
      type: 'invalid',
      issues: [{ path: '', message: 'must not be empty' }],
    });
  });

  it('never quotes the value: it may be hostile, a secret, or very long', () => {
    const secret = '<script>AKIASECRET';
    const inputs = [secret, { name: { secret }, kind: secret, inner: { list: [secret, [secret]] } }];
    for (const input of inputs) expect(JSON.stringify(issuesOf(input))).not.toContain('SECRET');
  });

  it('names no more than twenty issues of a value that is all wrong', () => {
    const list = Array.from({ length: 130_000 }, () => 'wrong');
    expect(issuesOf({ name: 'x', kind: 'a', inner: { list } })).toHaveLength(20);
  });

  it('cuts a path: a key of a map may be as long as its row', () => {
    const map = v.record(v.string(), v.number());
    const parsed = parse(map, { ['k'.repeat(300_000)]: 'wrong' });
    expect(parsed).toMatchObject({ type: 'invalid', issues: [{ path: 'k'.repeat(200) }] });
  });

  it.each([[[]], [undefined], [null], ['text'], [7]])('does not accept %j as an object', (input) => {
    expect(issuesOf(input)).toEqual(['input: expected an object']);
    expect(issuesOf({ name: 'x', kind: 'a', inner: input ?? null })).toEqual(['inner: expected an object']);
  });

  it('does not read a key from __proto__', () => {
    expect(issuesOf(JSON.parse('{"__proto__": {"name": "x", "kind": "a"}}'))).toEqual([
      'name: is missing',
      'kind: is missing',
    ]);
  });
});

describe('a timestamp', () => {
  it.each([
    '2026-12-31T17:00:00Z',
    '2026-12-31T17:00:00.123456789Z',
    '2026-12-31T17:00:00+05:30',
    '2026-12-31T17:00:00-23:59',
    '2028-02-29T00:00:00Z',
    '0000-02-29T00:00:00Z',
  ])('may be %s', (text) => {
    expect(isTimestamp(text)).toBe(true);
  });

  it.each([
    '2026-12-31',
    '2026-12-31T17:00:00',
    '2026-12-31 17:00:00Z',
    '2026-12-31T17:00Z',
    '2026-12-31T24:00:00Z',
    '2026-12-31T17:00:00+0530',
    '2026-12-31T17:00:00+24:00',
    '2026-12-31T17:00:00z',
    '2026-12-31T17:00:00Z\n',
    '2027-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '+275760-09-14T00:00:00Z',
    '２０２６-12-31T17:00:00Z',
  ])('is not %j', (text) => {
    expect(isTimestamp(text)).toBe(false);
  });
});

describe('a count', () => {
  it('may be 2^52, to which one can still be added exactly', () => {
    expect(parse(count, 2 ** 52)).toEqual({ type: 'parsed', value: 2 ** 52 });
  });
});

describe('a stored value', () => {
  const stored = object({
    at: utcTimestamp,
    length: finiteNumber,
    revision: count,
    key: keyOf({ red: 1, green: 2 }),
  });
  const valid = { at: '2026-12-31T17:00:00.123Z', length: 1.5, revision: 0, key: 'red' };

  it('is read as a time, a number, a count or a key', () => {
    expect(parse(stored, valid)).toStrictEqual({
      type: 'parsed',
      value: { ...valid, at: new Date('2026-12-31T17:00:00.123Z') },
    });
  });

  it.each([
    ['at', '2026-12-31T17:00:00+01:00', 'must be an ISO 8601 time in UTC'],
    ['at', '2026-02-30T17:00:00Z', 'must be an ISO 8601 time in UTC'],
    ['at', 7, 'expected string, got number'],
    ['length', Number.POSITIVE_INFINITY, 'must be finite'],
    ['length', '1', 'expected number, got string'],
    ['revision', -1, 'must be a whole number between 0 and 2^52'],
    ['revision', 1.5, 'must be a whole number between 0 and 2^52'],
    ['revision', 2 ** 52 + 1, 'must be a whole number between 0 and 2^52'],
    ['revision', '1', 'expected number, got string'],
    ['key', 'blue', 'is not a key that rootguard knows'],
    ['key', 'toString', 'is not a key that rootguard knows'],
    ['key', 7, 'is not a key that rootguard knows'],
  ])('is an issue where the field %s is %j', (path, value, message) => {
    expect(parse(stored, { ...valid, [path]: value })).toEqual({
      type: 'invalid',
      issues: [{ path, message }],
    });
  });
});
