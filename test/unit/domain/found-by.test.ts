import { describe, expect, it } from 'vitest';
import { eventOfDescription, foundBy } from '../../../src/domain/found-by.ts';
import { AUDIT_REQUEST_REASONS, type Trigger } from '../../../src/domain/trigger.ts';
import { ACCOUNT, givenRequest, givenRootEvent, givenSweep } from '../../support/builders.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const EVENT = givenRootEvent('access-key', NOW);
const { name, id } = EVENT.event;

describe('the description of the triggers', () => {
  it.each([
    [[], 'nothing'],
    [[givenSweep(NOW)], 'sweep sweep-1'],
    [[givenRequest('operator', NOW)], 'request operator'],
    [[{ type: 'exception-changed', account: ACCOUNT } as never], 'nothing'],
    [[givenSweep(NOW), EVENT], `${name} ${id}`],
  ])('of %j is %s', (triggers, found) => {
    expect(foundBy(triggers)).toBe(found);
  });
});

describe('the event in the description of an earlier version', () => {
  it('is found where an event led to the audit', () => {
    expect(eventOfDescription(foundBy([EVENT]))).toBe(`${name} ${id}`);
    expect(eventOfDescription(foundBy([{ ...givenRequest('operator', NOW), event: EVENT.event }]))).toBe(
      `${name} ${id}`,
    );
  });

  const withoutEvent: readonly (readonly Trigger[])[] = [
    [],
    [givenSweep(NOW)],
    ...AUDIT_REQUEST_REASONS.map((why) => [givenRequest(why, NOW)]),
  ];

  it.each(withoutEvent)('is missing where none did: %j', (...triggers) => {
    expect(eventOfDescription(foundBy(triggers))).toBeUndefined();
  });
});
