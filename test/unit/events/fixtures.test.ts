import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/events/catalogue.ts';
import { isPositive, parseFixture, readEventFixtures } from '../../support/event-fixtures.ts';

const FIXTURES = readEventFixtures();

describe('each recorded or composed event', () => {
  it.each(FIXTURES)('is read as its fixture says: $name', (fixture) => {
    expect(JSON.parse(JSON.stringify(parseFixture(fixture)))).toEqual(fixture.expect);
    expect(fixture.source).not.toBe('');
  });
});

describe('each watched event', () => {
  const names = CATALOGUE.flatMap(({ source, eventNames }) => eventNames.map((name) => ({ source, name })));

  it.each(names)(
    'has a fixture that is relevant and a similar one that is not: $source $name',
    ({ source, name }) => {
      const own = FIXTURES.filter(({ event }) => event.source === source && event.detail.eventName === name);
      expect(own.some(isPositive), 'one that counts').toBe(true);
      expect(
        own.some(({ expect: { type } }) => type === 'irrelevant'),
        'one that must not',
      ).toBe(true);
    },
  );
});
