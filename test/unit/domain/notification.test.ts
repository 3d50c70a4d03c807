import { expect, it } from 'vitest';
import { NOTIFICATIONS } from '../../../src/domain/notification.ts';

it('every notification has a title of its own', () => {
  const titles = Object.values(NOTIFICATIONS).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
