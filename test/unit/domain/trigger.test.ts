import { describe, expect, it } from 'vitest';
import { describeEvent, describeTrigger, isLowPriority, TRIGGER_TYPES } from '../../../src/domain/trigger.ts';
import { givenEvent, givenRequest, givenRootEvent, givenSweep } from '../../support/builders.ts';
import { LEDGER_ENTRIES } from '../../support/ledger-entries.ts';

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

  it('of a follow-up audit is the reason of its request, although it has an event', () => {
    expect(describeTrigger({ ...givenRequest('second-look', NOW), event: EVENT } as never)).toBe(
      'request second-look',
    );
  });

  it('of an event is its name and its id', () => {
    expect(describeEvent(EVENT)).toBe(`${EVENT.name} ${EVENT.id}`);
  });
});

describe('the priority of an audit', () => {
  it.each([
    ['a sweep', givenSweep(NOW)],
    ['a follow-up audit', givenRequest('second-look', NOW)],
    ['a changed exception', givenRequest('exception-changed', NOW)],
    ['an exception that has ended', givenRequest('exception-ended', NOW)],
    ['a grace period that has ended', givenRequest('grace-ended', NOW)],
  ])('is low for %s', (_what, trigger) => {
    expect(isLowPriority(trigger)).toBe(true);
  });

  it.each([
    ['an event', givenRootEvent('access-key', NOW)],
    ['an operator who is waiting', givenRequest('operator', NOW)],
    ['a reason of another version', givenRequest('unrecognized', NOW)],
  ])('is high for %s', (_what, trigger) => {
    expect(isLowPriority(trigger)).toBe(false);
  });
});

describe('the types of triggers', () => {
  it('are those in the entries of the ledger', () => {
    const stored = LEDGER_ENTRIES.flatMap((entry) => (entry.type === 'audit' ? entry.triggers : []));
    expect(new Set(TRIGGER_TYPES)).toEqual(new Set(stored.map(({ type }) => type)));
  });
});
