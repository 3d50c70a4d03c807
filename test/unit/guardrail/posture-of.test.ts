import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/domain/credentials.ts';
import type { CredentialResult } from '../../../src/domain/ledger-entry.ts';
import type { Posture } from '../../../src/domain/posture.ts';
import { foundBy, goneSince, hasChangedNothing, isChange } from '../../../src/guardrail/posture-of.ts';
import { ACCOUNT, givenCredential, givenRequest, givenSweep } from '../../support/builders.ts';
import { NOW } from './given-guard.ts';

const KEY = givenCredential('access-key');
const PASSWORD = givenCredential('login-profile');

function givenResult(
  credential: Credential,
  result: CredentialResult['result'] = 'withheld',
  reason: CredentialResult['reason'] = 'unapproved',
): CredentialResult {
  return {
    credential,
    result,
    reason,
    exceptionId: undefined,
    failedBecause: undefined,
    failure: undefined,
    requestId: undefined,
  };
}

function givenPosture(
  credentials: readonly CredentialResult[],
  state: Posture['state'] = 'violating',
): Posture {
  return {
    account: ACCOUNT,
    name: 'payments',
    accountState: 'ACTIVE',
    state,
    credentials,
    failure: undefined,
    openEnforcementId: undefined,
    auditedAt: NOW,
    changedAt: NOW,
    foundBy: 'sweep 1',
  };
}

describe('a change', () => {
  const found = (results: readonly CredentialResult[], state: Posture['state'] = 'violating') => ({
    state,
    results,
  });

  it('is the first finding of all, another state, another credential, another result or another reason', () => {
    const before = givenPosture([givenResult(KEY)]);
    expect(isChange(before, found([givenResult(KEY)]))).toBe(false);
    expect(isChange(undefined, found([givenResult(KEY)]))).toBe(true);
    expect(isChange(before, found([givenResult(KEY)], 'unknown'))).toBe(true);
    expect(isChange(before, found([]))).toBe(true);
    expect(isChange(before, found([givenResult(PASSWORD)]))).toBe(true);
    expect(isChange(before, found([givenResult(KEY, 'failed')]))).toBe(true);
    expect(isChange(before, found([givenResult(KEY, 'withheld', 'observe-mode')]))).toBe(true);
  });

  it('is not that something is no longer seen that was removed', () => {
    const before = givenPosture([givenResult(KEY, 'removed'), givenResult(PASSWORD)]);
    expect(isChange(before, found([givenResult(PASSWORD)]))).toBe(false);
  });
});

describe('what is gone since', () => {
  it('is what stood there and is not seen', () => {
    const before = givenPosture([givenResult(KEY), givenResult(PASSWORD)]);
    expect(goneSince(before, [givenResult(PASSWORD)])).toEqual([givenResult(KEY)]);
    expect(goneSince(before, [givenResult(KEY), givenResult(PASSWORD)])).toEqual([]);
  });

  it('is not what had been removed before', () => {
    expect(goneSince(givenPosture([givenResult(KEY, 'removed')]), [])).toEqual([]);
  });

  it('is a password that was set again', () => {
    const again = givenCredential('login-profile', { createdAt: NOW });
    expect(goneSince(givenPosture([givenResult(PASSWORD)]), [givenResult(again)])).toHaveLength(1);
    const undated = givenCredential('login-profile', { createdAt: undefined });
    expect(goneSince(givenPosture([givenResult(PASSWORD)]), [givenResult(undated)])).toHaveLength(1);
    expect(goneSince(givenPosture([givenResult(undated)]), [givenResult(PASSWORD)])).toHaveLength(1);
    expect(goneSince(givenPosture([givenResult(undated)]), [givenResult(undated)])).toEqual([]);
  });
});

describe('an enforcement that was begun has changed nothing', () => {
  it('when all that it was about is still seen', () => {
    const begun = givenPosture([givenResult(KEY), givenResult(PASSWORD)]);
    expect(hasChangedNothing(begun, [givenResult(PASSWORD), givenResult(KEY)])).toBe(true);
    expect(hasChangedNothing(begun, [givenResult(KEY)])).toBe(false);
  });

  it('unless nothing is left of what it was about', () => {
    expect(hasChangedNothing(givenPosture([]), [givenResult(KEY)])).toBe(false);
    expect(hasChangedNothing(givenPosture([givenResult(KEY, 'removed')]), [])).toBe(false);
  });

  it('when one of several was removed and told, and the others are still seen', () => {
    const begun = givenPosture([givenResult(KEY, 'removed'), givenResult(PASSWORD)]);
    expect(hasChangedNothing(begun, [givenResult(PASSWORD)])).toBe(true);
  });
});

describe('what found it', () => {
  it.each([
    [[], 'nothing'],
    [[givenSweep(NOW)], 'sweep sweep-1'],
    [[givenRequest('operator', NOW)], 'request operator'],
    [[{ type: 'exception-changed', account: ACCOUNT } as never], 'nothing'],
  ])('%j: %s', (triggers, found) => {
    expect(foundBy(triggers)).toBe(found);
  });
});
