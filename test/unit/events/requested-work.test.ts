import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../src/domain/account.ts';
import type { ExceptionChangeTrigger, WeakeningTrigger } from '../../../src/domain/trigger.ts';
import { irrelevant, malformed } from '../../../src/events/parsed-message.ts';
import { workFor } from '../../../src/events/requested-work.ts';
import { givenEvent, givenRootEvent } from '../../support/builders.ts';
import { isAnnounced, parseFixture, readEventFixtures } from '../../support/event-fixtures.ts';

const AT = new Date('2026-11-24T12:00:00Z');
const ACCOUNT = parseAccountId('333333333333');

function changeIn(scope: ExceptionChangeTrigger['scope']) {
  return {
    type: 'exception-change',
    trigger: { type: 'exception-changed', scope, id: 'one', at: AT },
  } as const;
}

describe('the work that a message asks for', () => {
  it('is nothing for a message that concerns no root credential', () => {
    expect(workFor(irrelevant('not-root'))).toEqual({ type: 'ignore', reason: 'not-root' });
  });

  it('is a dead letter for a message that does not parse', () => {
    const message = malformed('detail.eventName', 'expected a string');
    expect(workFor(message)).toEqual({
      type: 'dead-letter',
      path: 'detail.eventName',
      message: 'expected a string',
    });
  });

  it('is an audit of the account that a trigger is about', () => {
    const trigger = givenRootEvent('access-key', AT);
    expect(workFor({ type: 'trigger', trigger })).toEqual({
      type: 'guard',
      account: ACCOUNT,
      triggers: [trigger],
    });
  });

  it('is a notification where the guardrail was weakened', () => {
    const trigger: WeakeningTrigger = {
      type: 'guardrail-weakened',
      account: ACCOUNT,
      weakening: 'root-sessions-disabled',
      at: AT,
      event: givenEvent(),
    };
    expect(workFor({ type: 'weakening', trigger })).toEqual({ type: 'report-weakening', trigger });
  });

  it('is nothing where the queue of activity announces the event', () => {
    const fixture = readEventFixtures().find(isAnnounced);
    if (fixture === undefined) throw new Error('no such fixture');
    expect(workFor(parseFixture(fixture))).toEqual({
      type: 'ignore',
      reason: 'announced-elsewhere',
    });
  });

  it('is an audit of the account whose exception changed', () => {
    expect(workFor(changeIn({ type: 'account', account: ACCOUNT }))).toEqual({
      type: 'guard',
      account: ACCOUNT,
      triggers: [
        {
          type: 'audit-requested',
          account: ACCOUNT,
          why: 'exception-changed',
          at: AT,
          event: undefined,
        },
      ],
    });
  });

  it('is a request for the accounts of a wider scope whose exception changed', () => {
    const organizationalUnit = parseOrganizationalUnitId('ou-ab12-cdef3456');
    for (const scope of [
      { type: 'organization' } as const,
      { type: 'organizational-unit', organizationalUnit } as const,
    ]) {
      expect(workFor(changeIn(scope))).toEqual({ type: 'request-scope', scope, at: AT });
    }
  });
});
