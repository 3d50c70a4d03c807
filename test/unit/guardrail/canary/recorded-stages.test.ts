import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../src/domain/ledger-entry.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import { recordedStages } from '../../../../src/guardrail/canary/recorded-stages.ts';
import {
  ACCOUNT,
  givenCredential,
  givenEvent,
  givenRequest,
  givenResult,
} from '../../../support/builders.ts';

const CREATED_AT = new Date('2026-11-24T12:00:00Z');
const KEY = 'ASIACANARYEXAMPLE';
const RUN = { id: 'run-1', startedAt: CREATED_AT, passwordCreatedAt: CREATED_AT, accessKeyId: KEY };
const PASSWORD = givenCredential('login-profile', { createdAt: CREATED_AT });
const OLD_PASSWORD = givenCredential('login-profile');

const after = (seconds: number) => new Date(CREATED_AT.getTime() + seconds * 1000);

function givenEventOf(accessKeyId: string | undefined, delaySeconds?: number): Trigger {
  return {
    type: 'root-credential-changed',
    account: ACCOUNT,
    kind: 'login-profile',
    at: CREATED_AT,
    event: givenEvent({ accessKeyId, ...(delaySeconds !== undefined && { delaySeconds }) }),
  };
}

const base = (seconds: number) => ({ account: ACCOUNT, at: after(seconds), id: String(seconds) });

function givenIntent(seconds: number, triggers: Trigger[], credential = PASSWORD): LedgerEntry {
  return {
    ...base(seconds),
    type: 'intent',
    enforcementId: 'e-1',
    triggers,
    before: [credential],
    decisions: [{ credential, reason: 'unapproved', exceptionId: undefined }],
    operator: undefined,
  };
}

function givenOutcome(seconds: number, ...results: Parameters<typeof givenResult>): LedgerEntry {
  return {
    ...base(seconds),
    type: 'outcome',
    enforcementId: 'e-1',
    triggers: [],
    results: results.map(givenResult),
    after: { type: 'readable', credentials: [] },
  };
}

function givenNotification(seconds: number, fingerprint: string): LedgerEntry {
  return { ...base(seconds), type: 'notification', key: 'canary-removed', fingerprint };
}

/** Seconds after the call by the name of the hop. */
function seenIn(...entries: readonly LedgerEntry[]) {
  const stages = recordedStages(entries, RUN);
  return Object.fromEntries(
    [...stages].map(([name, at]) => [name, (at.getTime() - CREATED_AT.getTime()) / 1000]),
  );
}

describe('the hops of a canary run in the ledger', () => {
  it('are timed by the first entry that shows each', () => {
    expect(
      seenIn(
        givenIntent(8, [givenEventOf(KEY, 6)]),
        givenIntent(9, [givenEventOf(KEY, 6)]),
        givenOutcome(10, { credential: PASSWORD, result: 'removed' }),
        givenOutcome(11, { credential: PASSWORD, result: 'already-absent' }),
        givenNotification(12, 'enforcement#e-1'),
        givenNotification(13, 'enforcement#e-1'),
      ),
    ).toEqual({ event: 0, queue: 6, audit: 8, outcome: 10, notification: 12 });
  });

  it('have the event in the queue when it was read, where nobody recorded its delay', () => {
    expect(seenIn(givenIntent(8, [givenEventOf(KEY)]))).toMatchObject({ event: 0, queue: 8 });
  });

  it.each([
    ['of another session', givenEventOf('ASIAATTACKEREXAMPLE')],
    ['without a session', givenEventOf(undefined)],
    ['of an operator', givenRequest('operator', CREATED_AT)],
  ])('have no event where the trigger is one %s', (_, trigger) => {
    expect(seenIn(givenIntent(8, [trigger]))).toEqual({ audit: 8 });
    expect(recordedStages([givenIntent(8, [trigger])], { ...RUN, accessKeyId: undefined })).toHaveProperty(
      'size',
      1,
    );
  });

  it('are not those of a password that was there before', () => {
    expect(
      seenIn(
        givenIntent(8, [], OLD_PASSWORD),
        givenOutcome(10, { credential: OLD_PASSWORD, result: 'removed' }),
        givenNotification(12, 'enforcement#e-1'),
      ),
    ).toEqual({});
  });

  it('have no outcome where the password was not removed, and so no notification of it', () => {
    expect(
      seenIn(
        givenIntent(8, []),
        givenOutcome(10, { credential: PASSWORD, result: 'failed' }),
        givenNotification(12, 'enforcement#e-1'),
      ),
    ).toEqual({ audit: 8 });
  });

  it('have a notification in observe mode: that the password of this run was found', () => {
    expect(seenIn(givenNotification(9, 'canary-found#run-0'))).toEqual({});
    expect(seenIn(givenNotification(9, 'canary-found#run-1'))).toEqual({ notification: 9 });
  });
});
