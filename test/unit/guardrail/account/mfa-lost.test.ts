import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../../src/domain/credentials.ts';
import { auditAndRecord } from '../../../../src/guardrail/operate/record-audit.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenRootEvent,
} from '../../../support/builders.ts';
import { givenGuard, givenListedSweep, NOW, OPERATOR } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const MFA = givenCredential('mfa-device');
const EVENT = givenRootEvent(undefined, NOW);

/** An account with an approved password that was audited once. */
async function givenApproved(credentials: readonly Credential[]) {
  const guarded = givenGuard(credentials);
  guarded.exceptions.put(givenException({ credentials: ['login-profile'] }));
  expect(await guarded.guard(EVENT)).toMatchObject({ type: 'done', state: 'excepted' });
  return {
    ...guarded,
    set: (left: readonly Credential[]) => guarded.organization.setCredentials(ACCOUNT, left),
  };
}

describe('an approved password whose MFA device is gone', () => {
  it('stays, is a violation of its own kind, and is notified once', async () => {
    const { guard, set, left, notified } = await givenApproved([PASSWORD, MFA]);
    set([PASSWORD]);
    const results = [{ result: 'kept', reason: 'mfa-lost', exceptionId: 'break-glass' }];
    expect(await guard(EVENT)).toMatchObject({ type: 'done', state: 'violating', results });
    expect(await guard(EVENT)).toMatchObject({ type: 'done', state: 'violating', results });
    expect(left()).toEqual(['login-profile']);
    expect(notified()).toEqual(['mfa-lost']);
  });

  it('is found by a sweep too, which counts it for its digest', async () => {
    const { guard, set, telemetry, notified } = await givenApproved([PASSWORD, MFA]);
    set([PASSWORD]);
    expect(await guard(givenListedSweep())).toMatchObject({ state: 'violating' });
    expect(telemetry.total('ViolationsFound')).toBe(1);
    expect(notified()).toEqual([]);
  });

  it('is as it was approved again once it has an MFA device', async () => {
    const { guard, set } = await givenApproved([PASSWORD, MFA]);
    set([PASSWORD]);
    await guard(EVENT);
    set([PASSWORD, MFA]);
    expect(await guard(EVENT)).toMatchObject({ state: 'excepted' });
  });

  it('is not forgotten after an audit that an operator records', async () => {
    const { deps, guard, set, posture, notified } = await givenApproved([PASSWORD, MFA]);
    set([PASSWORD]);
    const audited = await auditAndRecord(deps, givenAccount(), OPERATOR);
    expect(audited).toMatchObject({ audit: { state: 'violating' }, recording: { type: 'recorded' } });
    expect(await posture()).toMatchObject({ state: 'violating', credentials: [{ reason: 'mfa-lost' }] });
    expect(await guard(EVENT)).toMatchObject({ state: 'violating', results: [{ reason: 'mfa-lost' }] });
    expect(notified()).toEqual(['mfa-lost']);
  });

  it('is no violation where the password never had any', async () => {
    const { guard, notified } = await givenApproved([PASSWORD]);
    expect(await guard(EVENT)).toMatchObject({ state: 'excepted', results: [{ reason: 'excepted' }] });
    expect(notified()).toEqual([]);
  });
});
