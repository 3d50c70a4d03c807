import { describe, expect, test } from 'vitest';
import { matches, parsePattern } from '../src/eventbridge/pattern/pattern.ts';

function isMatch(pattern: unknown, event: unknown): boolean {
  const parsed = parsePattern(pattern);
  if (parsed.type === 'invalid') throw new Error(parsed.message);
  return matches(parsed, event);
}

type Case = readonly [what: string, pattern: unknown, event: unknown, isMatch: boolean];

const EXACT: readonly Case[] = [
  ['a text', { a: ['x'] }, { a: 'x' }, true],
  ['another text', { a: ['x'] }, { a: 'y' }, false],
  ['one of several', { a: ['x', 'y'] }, { a: 'y' }, true],
  ['letters in another case', { a: ['x'] }, { a: 'X' }, false],
  ['an empty text', { a: [''] }, { a: '' }, true],
  ['a number', { a: [1] }, { a: 1.0 }, true],
  ['a number is not its text', { a: [1] }, { a: '1' }, false],
  ['a text is not its number', { a: ['1'] }, { a: 1 }, false],
  ['true', { a: [true] }, { a: true }, true],
  ['true is not its text', { a: [true] }, { a: 'true' }, false],
  ['null', { a: [null] }, { a: null }, true],
  ['null is not absence', { a: [null] }, {}, false],
  ['null is not an empty text', { a: [null] }, { a: '' }, false],
  ['an account id, above the numbers that can be compared', { a: [111122223333] }, { a: 111122223333 }, true],
  ['a nested field', { a: { b: ['x'] } }, { a: { b: 'x' } }, true],
  ['a field at another depth', { a: { b: ['x'] } }, { b: 'x' }, false],
  ['an object where a value is asked for', { a: ['x'] }, { a: { b: 'x' } }, false],
  ['a value where an object is asked for', { a: { b: ['x'] } }, { a: 'x' }, false],
  ['all fields', { a: ['x'], b: ['y'] }, { a: 'x', b: 'y', c: 'z' }, true],
  ['not all fields', { a: ['x'], b: ['y'] }, { a: 'x' }, false],
];

const ARRAYS: readonly Case[] = [
  ['an element', { a: ['x'] }, { a: ['w', 'x'] }, true],
  ['no element', { a: ['x'] }, { a: ['w'] }, false],
  ['an empty array', { a: ['x'] }, { a: [] }, false],
  ['an element of an array in an array', { a: ['x'] }, { a: [['w'], ['x']] }, true],
  ['an object in an array', { a: { b: ['x'] } }, { a: [{ b: 'w' }, { b: 'x' }] }, true],
  ['two fields of one element', { a: { b: [1], c: [2] } }, { a: [{ b: 0 }, { b: 1, c: 2 }] }, true],
  [
    'two fields of two elements',
    { a: { b: [1], c: [2] } },
    {
      a: [
        { b: 1, c: 0 },
        { b: 0, c: 2 },
      ],
    },
    false,
  ],
  [
    'fields of one outer element, in different inner ones',
    { a: { b: { c: [1], d: [2] } } },
    { a: [{ b: [{ c: 1 }, { d: 2 }] }] },
    false,
  ],
  ['a value beside an object in an array', { a: ['x'], 'a.b': [1] }, { a: ['x', { b: 1 }] }, true],
  ['fields of two arrays', { a: ['x'], b: ['y'] }, { a: ['w', 'x'], b: ['y', 'z'] }, true],
];

const TEXT: readonly Case[] = [
  ['prefix', { a: [{ prefix: 'aws.' }] }, { a: 'aws.iam' }, true],
  ['prefix of another text', { a: [{ prefix: 'aws.' }] }, { a: 'my.aws.iam' }, false],
  ['prefix of a number', { a: [{ prefix: '1' }] }, { a: 12 }, false],
  ['prefix of an element', { a: [{ prefix: 'x' }] }, { a: ['y', 'xy'] }, true],
  ['prefix in any case', { a: [{ prefix: { 'equals-ignore-case': 'AWS' } }] }, { a: 'aws.iam' }, true],
  ['prefix not there in any case', { a: [{ prefix: { 'equals-ignore-case': 'AWS' } }] }, { a: 'my' }, false],
  ['suffix', { a: [{ suffix: '.png' }] }, { a: 'x.png' }, true],
  ['suffix in another case', { a: [{ suffix: '.png' }] }, { a: 'x.PNG' }, false],
  ['suffix in any case', { a: [{ suffix: { 'equals-ignore-case': '.png' } }] }, { a: 'x.PNG' }, true],
  ['equals-ignore-case', { a: [{ 'equals-ignore-case': 'Root' }] }, { a: 'rOOT' }, true],
  ['equals-ignore-case of a longer text', { a: [{ 'equals-ignore-case': 'Root' }] }, { a: 'roots' }, false],
  ['wildcard in the middle', { a: [{ wildcard: 'arn:*:root' }] }, { a: 'arn:aws:iam::1:root' }, true],
  ['wildcard for nothing', { a: [{ wildcard: 'a*b' }] }, { a: 'ab' }, true],
  ['wildcard over lines', { a: [{ wildcard: 'a*b' }] }, { a: 'a\n\nb' }, true],
  ['several wildcards', { a: [{ wildcard: '*a*b*' }] }, { a: '1a2b3' }, true],
  ['wildcard that does not fit', { a: [{ wildcard: 'a*b' }] }, { a: 'abc' }, false],
  ['an escaped wildcard', { a: [{ wildcard: 'a\\*b' }] }, { a: 'a*b' }, true],
  ['an escaped wildcard is no wildcard', { a: [{ wildcard: 'a\\*b' }] }, { a: 'axb' }, false],
  ['an escaped backslash', { a: [{ wildcard: 'a\\\\b' }] }, { a: 'a\\b' }, true],
  ['no letter of a wildcard is special', { a: [{ wildcard: 'a.c(*' }] }, { a: 'abc(' }, false],
];

const EXACTLY: readonly Case[] = [
  ['the text', { a: [{ exactly: 'x' }] }, { a: 'x' }, true],
  ['a longer text', { a: [{ exactly: 'x' }] }, { a: 'xy' }, false],
  ['no other way to write an address', { a: [{ exactly: '::1' }] }, { a: '0:0:0:0:0:0:0:1' }, false],
  ['any text has the empty prefix', { a: [{ prefix: '' }] }, { a: 'x' }, true],
  ['a number has no prefix', { a: [{ prefix: '' }] }, { a: 1 }, false],
];

const ANYTHING_BUT: readonly Case[] = [
  ['another text', { a: [{ 'anything-but': 'x' }] }, { a: 'y' }, true],
  ['the text', { a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
  ['absence', { a: [{ 'anything-but': 'x' }] }, {}, false],
  ['null', { a: [{ 'anything-but': 'x' }] }, { a: null }, true],
  ['a number', { a: [{ 'anything-but': 1 }] }, { a: 2 }, true],
  ['the number', { a: [{ 'anything-but': 1 }] }, { a: 1 }, false],
  ['none of a list', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
  ['one of a list', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' }, false],
  ['one of the numbers', { a: [{ 'anything-but': [1, 2] }] }, { a: 2 }, false],
  ['an array with something else in it', { a: [{ 'anything-but': 'x' }] }, { a: ['x', 'y'] }, true],
  ['a prefix', { a: [{ 'anything-but': { prefix: 'in' } }] }, { a: 'init' }, false],
  ['no prefix', { a: [{ 'anything-but': { prefix: 'in' } }] }, { a: 'out' }, true],
  ['one of several prefixes', { a: [{ 'anything-but': { prefix: ['in', 'ou'] } }] }, { a: 'out' }, false],
  ['a suffix', { a: [{ 'anything-but': { suffix: '.png' } }] }, { a: 'x.png' }, false],
  ['no suffix', { a: [{ 'anything-but': { suffix: '.png' } }] }, { a: 'x.jpg' }, true],
  [
    'the text in any case',
    { a: [{ 'anything-but': { 'equals-ignore-case': 'Init' } }] },
    { a: 'INIT' },
    false,
  ],
  ['others in any case', { a: [{ 'anything-but': { 'equals-ignore-case': ['x', 'y'] } }] }, { a: 'Z' }, true],
  ['a wildcard', { a: [{ 'anything-but': { wildcard: '*/lib/*' } }] }, { a: '/usr/lib/x' }, false],
  ['no wildcard', { a: [{ 'anything-but': { wildcard: '*/lib/*' } }] }, { a: '/usr/bin/x' }, true],
];

const EXISTS: readonly Case[] = [
  ['a leaf that is there', { a: [{ exists: true }] }, { a: 'x' }, true],
  ['a leaf that is null', { a: [{ exists: true }] }, { a: null }, true],
  ['a leaf that is not there', { a: [{ exists: true }] }, {}, false],
  ['an object is no leaf', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
  ['an empty array has no leaf', { a: [{ exists: true }] }, { a: [] }, false],
  ['absence', { a: [{ exists: false }] }, { b: 1 }, true],
  ['absence beside a leaf', { a: [{ exists: false }] }, { a: 'x' }, false],
  ['absence, with null there', { a: [{ exists: false }] }, { a: null }, false],
  ['absence, with an object there', { a: [{ exists: false }] }, { a: { b: 1 } }, true],
  ['absence, with an empty object there', { a: [{ exists: false }] }, { a: {} }, true],
  ['absence under an absent parent', { a: { b: [{ exists: false }] } }, {}, true],
  ['absence under a null parent', { a: { b: [{ exists: false }] } }, { a: null }, true],
  ['absence under a parent that is there', { a: { b: [{ exists: false }] } }, { a: { c: 1 } }, true],
  ['absence in all elements', { a: { b: [{ exists: false }] } }, { a: [{ c: 1 }, { c: 2 }] }, true],
  ['absence in some elements', { a: { b: [{ exists: false }] } }, { a: [{ b: 1 }, { c: 2 }] }, false],
  ['absence or a value: absent', { a: [{ exists: false }, 'x'] }, {}, true],
  ['absence or a value: the value', { a: [{ exists: false }, 'x'] }, { a: 'x' }, true],
  ['absence or a value: another', { a: [{ exists: false }, 'x'] }, { a: 'y' }, false],
];

const NUMBERS: readonly Case[] = [
  ['equal', { a: [{ numeric: ['=', 3.018e2] }] }, { a: 301.8 }, true],
  ['in a range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
  ['below a range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 0 }, false],
  ['above a range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5.000001 }, false],
  ['less', { a: [{ numeric: ['<', 10] }] }, { a: -1 }, true],
  ['at least', { a: [{ numeric: ['>=', 10] }] }, { a: 10 }, true],
  ['the text of a number', { a: [{ numeric: ['=', 1] }] }, { a: '1' }, false],
  ['in an IPv4 block', { a: [{ cidr: '10.0.0.0/24' }] }, { a: '10.0.0.255' }, true],
  ['outside an IPv4 block', { a: [{ cidr: '10.0.0.0/24' }] }, { a: '10.0.1.0' }, false],
  ['in an IPv6 block', { a: [{ cidr: '2001:db8::/32' }] }, { a: '2001:db8::1' }, true],
  ['IPv4 in an IPv6 block', { a: [{ cidr: '2001:db8::/32' }] }, { a: '10.0.0.1' }, false],
  ['another way to write an address', { a: ['2001:db8::1'] }, { a: '2001:DB8:0:0::1' }, true],
  ['another address', { a: ['2001:db8::1'] }, { a: '2001:db8::2' }, false],
  ['no address', { a: [{ cidr: '10.0.0.0/24' }] }, { a: 'AWS Internal' }, false],
];

const OR = { $or: [{ a: ['x'] }, { b: [{ exists: false }], c: ['z'] }] };

const ORS: readonly Case[] = [
  ['the first', OR, { a: 'x', b: 1 }, true],
  ['the second', OR, { a: 'y', c: 'z' }, true],
  ['half of the second', OR, { b: 1, c: 'z' }, false],
  ['neither', OR, { a: 'y' }, false],
  ['with a field beside it', { d: [1], ...OR }, { a: 'x', d: 1 }, true],
  ['without the field beside it', { d: [1], ...OR }, { a: 'x', d: 2 }, false],
  ['nested in a field', { e: OR }, { e: { a: 'x' } }, true],
  ['nested in a field that is elsewhere', { e: OR }, { a: 'x' }, false],
  ['two of them, both', { e: OR, $or: [{ f: [1] }, { f: [2] }] }, { e: { a: 'x' }, f: 2 }, true],
  ['two of them, one', { e: OR, $or: [{ f: [1] }, { f: [2] }] }, { e: { a: 'x' }, f: 3 }, false],
  ['one within another', { $or: [{ a: [1], ...OR }, { f: [1] }] }, { f: 1 }, true],
];

describe.each([
  ['exact values', EXACT],
  ['arrays in the event', ARRAYS],
  ['text operators', TEXT],
  ['exactly', EXACTLY],
  ['anything-but', ANYTHING_BUT],
  ['exists', EXISTS],
  ['numbers and addresses', NUMBERS],
  ['$or', ORS],
])('an event pattern with %s', (_group, cases) => {
  test.each(cases.filter(([, , , expected]) => expected))('matches: %s', (_what, pattern, event) => {
    expect(isMatch(pattern, event)).toBe(true);
  });

  test.each(cases.filter(([, , , expected]) => !expected))('does not match: %s', (_what, pattern, event) => {
    expect(isMatch(pattern, event)).toBe(false);
  });
});

test('an $or inside an alternative of another $or is combined with it', () => {
  const pattern = { $or: [{ a: [1], $or: [{ b: [1] }, { b: [2] }] }, { c: [1] }] };
  expect([{ a: 1, b: 2 }, { c: 1 }, { a: 1 }].map((event) => isMatch(pattern, event))).toEqual([
    true,
    true,
    false,
  ]);
});

test.each([
  ['not an object', 'text', 'Filter is not an object'],
  ['an array', [], 'Filter is not an object'],
  ['empty', {}, 'Empty objects are not allowed'],
  ['an empty object inside', { a: {} }, 'Empty objects are not allowed'],
  ['an empty list', { a: [] }, 'Empty arrays are not allowed'],
  ['a bare value', { a: 'x' }, '"a" must be an object or an array'],
  ['a list in a list', { a: [['x']] }, 'Match value must be String, number, true, false, or null'],
  ['an unknown operator', { a: [{ like: 'x' }] }, 'Unrecognized match type like'],
  ['two operators', { a: [{ prefix: 'x', suffix: 'y' }] }, 'Only one key allowed in match expression'],
  ['no operator', { a: [{}] }, 'Match expression name not found'],
  ['prefix of a number', { a: [{ prefix: 1 }] }, 'prefix match pattern must be a string'],
  ['prefix of an unknown operator', { a: [{ prefix: { like: 'x' } }] }, 'Unsupported prefix pattern: like'],
  ['exists of a text', { a: [{ exists: 'true' }] }, 'exists match pattern must be either true or false.'],
  ['anything-but nothing', { a: [{ 'anything-but': [] }] }, 'either all values are number or string'],
  ['anything-but of mixed kinds', { a: [{ 'anything-but': ['x', 1] }] }, 'mixed type is not supported'],
  [
    'anything-but an unknown operator',
    { a: [{ 'anything-but': { like: 'x' } }] },
    'Unsupported anything-but',
  ],
  ['anything-but two operators', { a: [{ 'anything-but': { prefix: 'x', suffix: 'y' } }] }, 'Only one key'],
  ['two wildcards in a row', { a: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters'],
  ['an escape of a letter', { a: [{ wildcard: 'a\\b' }] }, 'Invalid escape character'],
  ['an escape of nothing', { a: [{ wildcard: 'a\\' }] }, 'Invalid escape character'],
  ['numeric without a list', { a: [{ numeric: 1 }] }, 'Value of numeric must be an array'],
  [
    'numeric with an unknown comparison',
    { a: [{ numeric: ['~', 1] }] },
    'Unrecognized numeric range operator',
  ],
  ['numeric with a text', { a: [{ numeric: ['=', '1'] }] }, 'Value of equals must be numeric'],
  ['numeric beyond the limit', { a: [{ numeric: ['=', 5_000_000_001] }] }, 'Value must be between'],
  ['half an address block', { a: [{ cidr: '10.0.0.0' }] }, 'Malformed CIDR'],
  ['an address block that is too narrow', { a: [{ cidr: '10.0.0.0/33' }] }, 'IPv4 mask bits must be < 32'],
  ['a single address as a block', { a: [{ cidr: '10.0.0.1/32' }] }, 'IPv4 mask bits must be < 32'],
  ['a single IPv6 address as a block', { a: [{ cidr: '::1/128' }] }, 'IPv6 mask bits must be < 128'],
  ['a block of a host name', { a: [{ cidr: 'localhost/8' }] }, 'Invalid IP address: localhost'],
  ['a block of a text', { a: [{ cidr: '10.0.0.0/x' }] }, 'mask bits must be an integer'],
  [
    'a numeric range without numbers in it',
    { a: [{ numeric: ['>', 5, '<', 5] }] },
    'Bottom must be less than top',
  ],
  ['a numeric range upside down', { a: [{ numeric: ['>=', 5, '<=', 1] }] }, 'Bottom must be less than top'],
  ['a numeric range from above', { a: [{ numeric: ['<', 5, '>', 1] }] }, 'Too many elements in numeric'],
  ['a numeric range of equality', { a: [{ numeric: ['=', 5, '=', 5] }] }, 'Too many elements in numeric'],
  [
    'a numeric range of two beginnings',
    { a: [{ numeric: ['>', 1, '>', 2] }] },
    'Bad numeric range operator: >',
  ],
  ['anything-but the empty prefix', { a: [{ 'anything-but': { prefix: '' } }] }, 'Null prefix/suffix'],
  ['anything-but an empty suffix', { a: [{ 'anything-but': { suffix: ['x', ''] } }] }, 'Null prefix/suffix'],
  ['anything-but null', { a: [{ 'anything-but': null }] }, 'must be an array or single string/number'],
  ['exactly a number', { a: [{ exactly: 1 }] }, 'exact match pattern must be a string'],
  ['an operator named as every object has it', { a: [{ toString: 1 }] }, 'Unrecognized match type toString'],
  [
    'a comparison named as every object has it',
    { a: [{ numeric: ['constructor', 1] }] },
    'Unrecognized numeric',
  ],
  ['a comparison as a field inside $or', { $or: [{ '<': [1] }, { a: [1] }] }, 'cannot be used inside $or.'],
  ['$or without a list', { $or: { a: [1] } }, 'It must be an Array followed with $or.'],
  ['$or of one', { $or: [{ a: [1] }] }, 'There must have at least 2 Objects in $or relationship.'],
  ['$or of values', { $or: ['a', 'b'] }, 'Only JSON object is allowed in array of $or'],
  ['$or of operators', { $or: [{ prefix: ['a'] }, { suffix: ['b'] }] }, 'cannot be used inside $or.'],
])('an event pattern is refused: %s', (_what, pattern, message) => {
  expect(parsePattern(pattern)).toEqual({ type: 'invalid', message: expect.stringContaining(message) });
});

describe('wildcards', () => {
  test('are matched in time proportional to the lengths of pattern and text', () => {
    const pattern = { a: [{ wildcard: '*a*a*a*a*b' }] };
    expect(isMatch(pattern, { a: 'a'.repeat(20_000) })).toBe(false);
    expect(isMatch(pattern, { a: `${'a'.repeat(20_000)}b` })).toBe(true);
  });

  test.each([
    ['many wildcards', ['*a*a*a*a*a*a*a*a*b']],
    ['a letter repeated after a wildcard', ['*aaaaaaaaaaa']],
    // EventBridge refuses it with a fourth name, and accepts it with three.
    ['four names anywhere', ['Api', 'Data', 'Shared', 'Monitoring'].map((name) => `*:stack/${name}Stack/*`)],
    // EventBridge refuses them as one rule, and accepts them as two rules of two.
    ['four endings of a folder', ['bif', 'tif', 'tiff', 'svs'].map((ending) => `*/datasync/*.${ending}`)],
  ])('are refused when too many of their prefixes match one text: %s', (_what, wildcards) => {
    const message = expect.stringContaining('Rule is too complex');
    expect(parsePattern({ a: wildcards.map((wildcard) => ({ wildcard })) })).toEqual({
      type: 'invalid',
      message,
    });
  });

  test('are refused in an anything-but too', () => {
    const message = expect.stringContaining('Rule is too complex');
    const pattern = { a: [{ 'anything-but': { wildcard: ['x', '*a*a*a*a*a*a*b'] } }] };
    expect(parsePattern(pattern)).toEqual({ type: 'invalid', message });
  });

  test.each([
    ['three names anywhere', ['Api', 'Data', 'Shared'].map((name) => `*:stack/${name}Stack/*`)],
    ['two endings of a folder', ['bif', 'tif'].map((ending) => `*/datasync/*.${ending}`)],
    ['a long text without repetition', ['arn:aws:iam::*:role/service/*-admin']],
    ['nine letters after a wildcard', ['*aaaaaaaaa']],
  ])('are accepted when few of their prefixes match one text: %s', (_what, wildcards) => {
    expect(parsePattern({ a: wildcards.map((wildcard) => ({ wildcard })) }).type).toBe('pattern');
  });

  test('are counted for each field, over all branches of the field', () => {
    const three = ['Api', 'Data', 'Shared'].map((name) => ({ wildcard: `*:stack/${name}Stack/*` }));
    expect(parsePattern({ a: three, b: three }).type).toBe('pattern');
    expect(
      parsePattern({ $or: [{ a: three }, { a: [{ wildcard: '*:stack/MonitoringStack/*' }] }] }).type,
    ).toBe('invalid');
  });
});

test('an $or that results in more than a thousand branches is refused', () => {
  const tens = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, field) => [
        `f${field}`,
        { $or: Array.from({ length: 10 }, (__, value) => ({ a: [value] })) },
      ]),
    );
  expect(parsePattern(tens(3)).type).toBe('pattern');
  expect(parsePattern(tens(4))).toEqual({
    type: 'invalid',
    message: expect.stringContaining('over 1000 rule combinations'),
  });
});

test('fields in many array elements are matched without trying all combinations', () => {
  const many = Array.from({ length: 300 }, (_, index) => ({ b: 1, c: index }));
  const names = ['p', 'q', 'r', 's'];
  const pattern = Object.fromEntries(names.map((name) => [name, { b: [1] }]));
  const event = Object.fromEntries(names.map((name) => [name, many]));
  expect(isMatch({ ...pattern, t: ['x'] }, { ...event, t: 'y' })).toBe(false);
  const apart = { t: { b: ['x'], c: ['y'] } };
  expect(isMatch({ ...pattern, ...apart }, { ...event, t: [{ b: 'x' }, { c: 'y' }] })).toBe(false);
  expect(isMatch({ ...pattern, ...apart }, { ...event, t: [{ b: 'x' }, { b: 'x', c: 'y' }] })).toBe(true);
});

test('the pattern of a rule on root activity matches a real event', () => {
  const pattern = {
    source: ['aws.iam', 'aws.signin'],
    detail: {
      userIdentity: { type: ['Root'] },
      eventName: ['CreateAccessKey', 'ConsoleLogin'],
      errorCode: [{ exists: false }],
    },
  };
  const event = {
    source: 'aws.signin',
    'detail-type': 'AWS Console Sign In via CloudTrail',
    detail: {
      userIdentity: { type: 'Root', accountId: '111122223333' },
      eventName: 'ConsoleLogin',
      requestParameters: null,
    },
  };
  const failed = { ...event, detail: { ...event.detail, errorCode: 'AccessDenied' } };
  expect(isMatch(pattern, event)).toBe(true);
  expect(isMatch(pattern, failed)).toBe(false);
});
