import { expect, it } from 'vitest';
import { listed } from '../../../src/domain/listed.ts';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c'], 'a, b and 1 more'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b and 3 more'],
])('lists two of %j by name: %s', (values, text) => {
  expect(listed(values, 2)).toBe(text);
});
