import { expect, it } from 'vitest';
import { counted } from '../../../src/domain/counted.ts';

it.each([
  [0, '0 accounts'],
  [1, '1 account'],
  [2, '2 accounts'],
])('%i accounts are counted as %s', (count, text) => {
  expect(counted(count, 'account')).toBe(text);
});
