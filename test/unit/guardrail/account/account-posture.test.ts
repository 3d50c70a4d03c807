import { describe, expect, it } from 'vitest';
import type { CredentialResult } from '../../../../src/domain/credential-result.ts';
import type { Credential } from '../../../../src/domain/credentials.ts';
import { foundBy } from '../../../../src/domain/found-by.ts';
import type { Posture } from '../../../../src/domain/posture.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import {
  isChange,
  postureOf,
  removedNothingYet,
  removedSince,
} from '../../../../src/guardrail/account/account-posture.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenEvent,
  givenPosture,
  givenRequest,
  givenResult,
  givenRootEvent,
  givenSweep,
} from '../../../support/builders.ts';
import { NOW } from '../guard-fixture.ts';

const KEY = givenCredential('access-key');
const PASSWORD = givenCredential('login-profile');

const resultOn = (
  credential: Credential,
  result: CredentialResult['result'] = 'withheld',
  reason: CredentialResult['reason'] = 'unapproved',
) => givenResult({ credential, result, reason });

const postureWith = (credentials: readonly CredentialResult[]) =>
  givenPosture(NOW, { state: 'violating', credentials });

describe('the last event', () => {
  const known = {
    account: ACCOUNT,
    posture: undefined,
    enforcements: [],
    hearing: {},
    issues: [],
    revision: 1,
  };
  const found = { state: 'compliant', results: [] } as const;
  const postureBy = (triggers: readonly Trigger[], previous?: Posture) =>
    postureOf({ account: givenAccount(), triggers, startedAt: NOW, readAt: NOW, known }, previous, found);

  it('is the latest event that led to an audit, and stays when sweeps and requests follow', () => {
    const created = givenRootEvent('access-key', NOW);
    const first = postureBy([givenSweep(NOW), created]);
    expect(first.lastEvent).toEqual({ event: foundBy([created]), auditedAt: NOW });
    expect(postureBy([givenSweep(NOW)], first).lastEvent).toEqual(first.lastEvent);
    expect(postureBy([givenRequest('operator', NOW)], first).lastEvent).toEqual(first.lastEvent);
    expect(postureBy([givenSweep(NOW)]).lastEvent).toBeUndefined();
  });

  it('says that it was late', () => {
    const late = { ...givenRootEvent('access-key', NOW), event: givenEvent({ delaySeconds: 7_200 }) };
    expect(postureBy([late]).lastEvent?.lateness).toBe('arrived 2 hours after it happened');
  });
});

describe('a change', () => {
  const found = (results: readonly CredentialResult[], state: Posture['state'] = 'violating') => ({
    state,
    results,
  });

  it('is a first finding, or another state, credential, result or reason', () => {
    const before = postureWith([resultOn(KEY)]);
    expect(isChange(before, found([resultOn(KEY)]))).toBe(false);
    expect(isChange(undefined, found([resultOn(KEY)]))).toBe(true);
    expect(isChange(before, found([resultOn(KEY)], 'unknown'))).toBe(true);
    expect(isChange(before, found([]))).toBe(true);
    expect(isChange(before, found([resultOn(PASSWORD)]))).toBe(true);
    expect(isChange(before, found([resultOn(KEY, 'failed')]))).toBe(true);
    expect(isChange(before, found([resultOn(KEY, 'withheld', 'observe-mode')]))).toBe(true);
  });

  it('is not that a removed credential is no longer listed', () => {
    const before = postureWith([resultOn(KEY, 'removed'), resultOn(PASSWORD)]);
    expect(isChange(before, found([resultOn(PASSWORD)]))).toBe(false);
  });
});

describe('the credentials that are gone', () => {
  it('are those that were there and are no longer listed', () => {
    expect(removedSince([KEY, PASSWORD], [PASSWORD])).toEqual([KEY]);
    expect(removedSince([KEY, PASSWORD], [KEY, PASSWORD])).toEqual([]);
  });

  it('include a password that was set again', () => {
    const again = givenCredential('login-profile', { createdAt: NOW });
    expect(removedSince([PASSWORD], [again])).toHaveLength(1);
    const undated = givenCredential('login-profile', { createdAt: undefined });
    expect(removedSince([PASSWORD], [undated])).toHaveLength(1);
    expect(removedSince([undated], [PASSWORD])).toHaveLength(1);
    expect(removedSince([undated], [undated])).toEqual([]);
  });
});

describe('an open enforcement has nothing to report', () => {
  const startedFor = (...credentials: readonly Credential[]) => ({
    id: 'e',
    startedAt: NOW,
    credentials,
    hasEnded: true,
  });

  it('when all of its credentials are still listed', () => {
    expect(removedNothingYet(startedFor(KEY, PASSWORD), [PASSWORD, KEY])).toBe(true);
    expect(removedNothingYet(startedFor(KEY, PASSWORD), [KEY])).toBe(false);
  });

  it('unless its credentials are not known', () => {
    expect(removedNothingYet(startedFor(), [KEY])).toBe(false);
  });
});
