import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { exactNumber } from '../../../../src/aws/dynamodb/exact-number.ts';

it.each([
  ['0', 0],
  ['-7', -7],
  ['0.5', 0.5],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
])('the number %s is read as a number', (text, number) => {
  expect(exactNumber(text)).toBe(number);
});

it.each(['9007199254740992', '9007199254740993.5', '-9007199254740992', '1.00000000000000000001', '1E+125'])(
  'the number %s, which JavaScript does not hold exactly, stays as it is stored',
  (text) => {
    expect(exactNumber(text)).toEqual(NumberValue.from(text));
  },
);
