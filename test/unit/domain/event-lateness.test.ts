import { describe, expect, it } from 'vitest';
import { type DeliveryFacts, describeLateness } from '../../../src/domain/event-lateness.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the lateness of an event', () => {
  it.each<[DeliveryFacts, string | undefined]>([
    [{}, undefined],
    [{ delaySeconds: 0 }, undefined],
    [{ delaySeconds: HOUR }, undefined],
    [{ delaySeconds: HOUR + 1 }, 'arrived 1 hour after it happened'],
    [{ delaySeconds: 47 * HOUR }, 'arrived 47 hours after it happened'],
    [{ delaySeconds: 3 * DAY }, 'arrived 3 days after it happened'],
    [{ delaySeconds: 90 * DAY }, 'arrived 90 days or more after it happened'],
    [{ addendum: { reason: 'DELIVERY_DELAY' } }, 'CloudTrail delivered it late'],
    [{ addendum: { reason: 'SERVICE_OUTAGE' } }, 'CloudTrail delivered it after an outage'],
    [{ addendum: { reason: 'UPDATED_DATA' } }, 'a correction by CloudTrail of an earlier event'],
    [
      { addendum: { reason: 'UPDATED_DATA', originalEventId: 'event-0' } },
      'a correction by CloudTrail of event event-0',
    ],
    [{ addendum: { reason: 'NEW_WORD' } }, 'CloudTrail delivered it in addition (NEW_WORD)'],
    [{ replay: 'rootguard-1' }, 'replayed from the archive by rootguard-1'],
    [
      { addendum: { reason: 'DELIVERY_DELAY' }, delaySeconds: 2 * HOUR },
      'CloudTrail delivered it late; arrived 2 hours after it happened',
    ],
  ])('%j is described as %s', (facts, text) => {
    expect(describeLateness(facts)).toBe(text);
  });
});
