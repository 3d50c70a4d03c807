import { describe, expect, it } from 'vitest';
import { type CredentialKind, LOGIN_PROFILE_ID } from '../../../../src/domain/credentials.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import { requestFollowUpAudit } from '../../../../src/guardrail/account/follow-up-audit.ts';
import {
  ACCOUNT,
  givenCredential,
  givenRequest,
  givenRootEvent,
  givenSweep,
} from '../../../support/builders.ts';
import { Crash, crashOn, givenGuard, NOW } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');

const OTHER_KEY = givenCredential('access-key', { id: 'AKIAOTHEREXAMPLE' });
const OTHER_CERT = givenCredential('signing-certificate', { id: 'OTHEREXAMPLE' });
const OTHER_MFA = givenCredential('mfa-device', { id: `arn:aws:iam::${ACCOUNT}:mfa/other` });

const SECONDS = 1_000;
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * SECONDS);

/** An event that does not name what it is about. */
function givenNameless(kind: CredentialKind): Trigger {
  return { ...givenRootEvent(kind, NOW), credentialId: undefined };
}

function givenFollowUp({ id, at = NOW }: { readonly id: string; readonly at?: Date }): Trigger {
  return { ...givenRequest('second-look', NOW), sought: [{ kind: 'access-key', id, at }] };
}

describe('a follow-up audit is requested', () => {
  it.each([
    [true, 'created a key, nothing shows', givenRootEvent('access-key', NOW), []],
    [true, 'created a key, a password shows', givenRootEvent('access-key', NOW), [PASSWORD]],
    [false, 'created a key, it shows', givenRootEvent('access-key', NOW), [KEY]],
    [true, 'created a key, another one shows', givenRootEvent('access-key', NOW), [OTHER_KEY]],
    [true, 'uploaded a certificate, another shows', givenRootEvent('signing-certificate', NOW), [OTHER_CERT]],
    [true, 'enabled MFA, another shows', givenRootEvent('mfa-device', NOW), [OTHER_MFA, PASSWORD]],
    [false, 'enabled MFA, both show', givenRootEvent('mfa-device', NOW), [OTHER_MFA, MFA, PASSWORD]],
    [true, 'a key of no id, an old one shows', givenNameless('access-key'), [KEY]],
    [
      true,
      'a key of no id, one of no time shows',
      givenNameless('access-key'),
      [{ ...KEY, createdAt: undefined }],
    ],
    [
      false,
      'a key of no id, one of then shows',
      givenNameless('access-key'),
      [{ ...KEY, createdAt: ago(30) }],
    ],
    [
      false,
      'a key of no id, one of just after',
      givenNameless('access-key'),
      [{ ...KEY, createdAt: ago(-30) }],
    ],
    [
      true,
      'a key of no id, one of 31 s before',
      givenNameless('access-key'),
      [{ ...KEY, createdAt: ago(31) }],
    ],
    [false, 'a password, an old one shows', givenRootEvent('login-profile', NOW), [PASSWORD]],
    [true, 'follow-up audit for a key, another shows', givenFollowUp({ id: KEY.id }), [OTHER_KEY, PASSWORD]],
    [false, 'follow-up audit for a key, it shows', givenFollowUp({ id: KEY.id }), [KEY]],
    [false, 'follow-up audit for a key, too long ago', givenFollowUp({ id: KEY.id, at: ago(120) }), []],
    [true, 'follow-up audit for a key, MFA waits', givenFollowUp({ id: KEY.id }), [KEY, MFA]],
    [true, 'signed in, nothing shows', givenRootEvent(undefined, NOW), []],
    [true, 'signed in, no password shows', givenRootEvent(undefined, NOW), [KEY]],
    [false, 'signed in, a password shows', givenRootEvent(undefined, NOW), [PASSWORD, MFA]],
    [true, 'enabled MFA, which waits for a password', givenRootEvent('mfa-device', NOW), [MFA]],
    [true, 'created a key, while MFA waits for a password', givenRootEvent('access-key', NOW), [KEY, MFA]],
    [false, 'enabled MFA, a password shows', givenRootEvent('mfa-device', NOW), [MFA, PASSWORD]],
    [true, 'just under two minutes ago', givenRootEvent('access-key', ago(119)), []],
    [false, 'two minutes ago', givenRootEvent('access-key', ago(120)), []],
    [true, 'follow-up audit, no password shows', givenRequest('second-look', ago(60)), [KEY]],
    [false, 'follow-up audit, a password shows', givenRequest('second-look', ago(60)), [PASSWORD]],
    [false, 'follow-up audit, two minutes after the event', givenRequest('second-look', ago(120)), []],
    [false, 'a person asked', givenRequest('operator', NOW), []],
    [false, 'an exception ended', givenRequest('exception-ended', NOW), []],
    [false, 'swept', givenSweep(NOW), []],
    [false, 'arrived', { ...givenRootEvent(undefined, NOW), type: 'account-arrived' }, []],
  ] as const)('%s: %s', async (asked, _what, trigger: Trigger, seen) => {
    const { deps, triggerQueue, logged } = givenGuard();
    await requestFollowUpAudit(deps, { account: ACCOUNT, triggers: [trigger] }, seen, deps.clock.now());
    expect(triggerQueue.sent).toHaveLength(asked ? 1 : 0);
    expect(logged()).toEqual(asked ? ['follow-up-audit-requested'] : []);
  });

  it('once for all triggers, after a minute, for all of their credentials, with the latest event and its time', async () => {
    const { deps, triggerQueue, clock } = givenGuard();
    const [swept, first, second] = [
      givenSweep(NOW),
      givenRootEvent('access-key', ago(30)),
      givenRootEvent('login-profile', NOW),
    ];
    await requestFollowUpAudit(
      deps,
      { account: ACCOUNT, triggers: [swept, first, second] },
      [],
      deps.clock.now(),
    );
    expect(triggerQueue.sent).toEqual([
      {
        account: ACCOUNT,
        why: 'second-look',
        requestedAt: second.at,
        event: second.event,
        sought: [
          { kind: 'login-profile', id: LOGIN_PROFILE_ID, at: second.at },
          { kind: 'access-key', id: KEY.id, at: first.at },
        ],
      },
    ]);
    clock.advance(59);
    expect(triggerQueue.receiveDue()).toEqual([]);
    clock.advance(1);
    expect(triggerQueue.receiveDue()).toHaveLength(1);
  });

  it('again for what is still missing, and for nothing else', async () => {
    const { deps, triggerQueue } = givenGuard();
    const followUp: Trigger = {
      ...givenRequest('second-look', NOW),
      sought: [
        { kind: 'access-key', id: KEY.id, at: ago(10) },
        { kind: 'access-key', id: OTHER_KEY.id, at: NOW },
        { kind: 'access-key', id: 'AKIAOLDEXAMPLE', at: ago(130) },
      ],
    };
    await requestFollowUpAudit(
      deps,
      { account: ACCOUNT, triggers: [followUp] },
      [OTHER_KEY],
      deps.clock.now(),
    );
    expect(triggerQueue.sent).toMatchObject([
      { requestedAt: ago(10), sought: [{ kind: 'access-key', id: KEY.id, at: ago(10) }] },
    ]);
  });

  it('for a hundred credentials at most', async () => {
    const { deps, triggerQueue } = givenGuard();
    const triggers = Array.from({ length: 150 }, (_, index) => ({
      ...givenRootEvent('access-key', ago(index / 10)),
      credentialId: `AKIA${index}`,
    }));
    await requestFollowUpAudit(deps, { account: ACCOUNT, triggers }, [], deps.clock.now());
    expect(triggerQueue.sent).toHaveLength(1);
    expect(triggerQueue.sent[0]?.sought).toHaveLength(100);
    expect(triggerQueue.sent[0]?.sought?.[0]).toMatchObject({ id: 'AKIA0' });
  });

  it('also while other credentials are being removed', async () => {
    const { guard, triggerQueue, left } = givenGuard([PASSWORD]);
    await guard(givenRootEvent('access-key', NOW));
    expect(left()).toEqual([]);
    expect(triggerQueue.sent).toMatchObject([{ why: 'second-look' }]);
  });

  it('and where that fails, what is listed is removed all the same, and the message is retried', async () => {
    const { guard, log, left, written } = givenGuard([PASSWORD]);
    crashOn(log, 'triggerQueue.requestAudit');
    await expect(guard(givenRootEvent('access-key', NOW))).rejects.toThrow(Crash);
    expect(left()).toEqual([]);
    expect(written()).toContain('outcome');
  });

  it('and where that fails on a compliant account, the message is retried', async () => {
    const { guard, log, posture } = givenGuard();
    crashOn(log, 'triggerQueue.requestAudit');
    await expect(guard(givenRootEvent('access-key', NOW))).rejects.toThrow(Crash);
    expect(await posture()).toMatchObject({ state: 'compliant' });
  });

  it('by no audit that could not read the account', async () => {
    const { guard, triggerQueue, log } = givenGuard();
    log.fail({ call: 'sts:AssumeRoot' });
    await guard(givenRootEvent('access-key', NOW));
    expect(triggerQueue.sent).toEqual([]);
  });
});
