import { describe, expect, it } from 'vitest';
import { describeEvent, describeTrigger } from '../../../src/domain/trigger.ts';
import { givenEvent, givenRequest, givenRootEvent, givenSweep } from '../../support/builders.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const EVENT = givenEvent();

describe('the description of a trigger', () => {
  it('names the sweep, the reason of the request, or the event', () => {
    expect(describeTrigger(givenSweep(NOW))).toBe('sweep sweep-1');
    expect(describeTrigger(givenRequest('operator', NOW))).toBe('request operator');
    const event = givenRootEvent('access-key', NOW);
    if (event.type !== 'root-credential-changed') throw new Error(event.type);
    expect(describeTrigger(event)).toBe(describeEvent(event.event));
  });

  it('of a second look is its reason, although it has an event', () => {
    expect(describeTrigger({ ...givenRequest('second-look', NOW), event: EVENT } as never)).toBe(
      'request second-look',
    );
  });

  it('of an event is its name and its id', () => {
    expect(describeEvent(EVENT)).toBe(`${EVENT.name} ${EVENT.id}`);
  });
});
