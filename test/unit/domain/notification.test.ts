import { expect, it } from 'vitest';
import { ANNOUNCEMENTS } from '../../../src/domain/notification.ts';

it('each announcement can be told from the others by its title', () => {
  const titles = Object.values(ANNOUNCEMENTS).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
