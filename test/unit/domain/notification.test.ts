import { expect, it } from 'vitest';
import { NOTIFICATIONS } from '../../../src/domain/notification.ts';

it('each notification can be told from the others by its title', () => {
  const titles = Object.values(NOTIFICATIONS).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
