import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../src/domain/trigger.ts';
import { requestSecondLook } from '../../../src/guardrail/second-look.ts';
import {
  ACCOUNT,
  givenCredential,
  givenRequest,
  givenRootEvent,
  givenSweep,
} from '../../support/builders.ts';
import { givenGuard, NOW } from './given-guard.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');

const SECONDS = 1_000;
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * SECONDS);

describe('a second look is asked for', () => {
  it.each([
    [true, 'created a key, nothing shows', givenRootEvent('access-key', NOW), []],
    [true, 'created a key, a password shows', givenRootEvent('access-key', NOW), [PASSWORD]],
    [false, 'created a key, a key shows', givenRootEvent('access-key', NOW), [KEY]],
    [true, 'signed in, nothing shows', givenRootEvent(undefined, NOW), []],
    [true, 'signed in, no password shows', givenRootEvent(undefined, NOW), [KEY]],
    [false, 'signed in, a password shows', givenRootEvent(undefined, NOW), [PASSWORD, MFA]],
    [true, 'enabled MFA, which waits for a password', givenRootEvent('mfa-device', NOW), [MFA]],
    [true, 'created a key, while MFA waits for a password', givenRootEvent('access-key', NOW), [KEY, MFA]],
    [false, 'enabled MFA, a password shows', givenRootEvent('mfa-device', NOW), [MFA, PASSWORD]],
    [true, 'just under two minutes ago', givenRootEvent('access-key', ago(119)), []],
    [false, 'two minutes ago', givenRootEvent('access-key', ago(120)), []],
    [true, 'second look, no password shows', givenRequest('second-look', ago(60)), [KEY]],
    [false, 'second look, a password shows', givenRequest('second-look', ago(60)), [PASSWORD]],
    [false, 'second look, two minutes after the event', givenRequest('second-look', ago(120)), []],
    [false, 'a person asked', givenRequest('operator', NOW), []],
    [false, 'an exception ended', givenRequest('exception-ended', NOW), []],
    [false, 'swept', givenSweep(NOW), []],
    [false, 'arrived', { ...givenRootEvent(undefined, NOW), type: 'account-arrived' }, []],
  ] as const)('%s: %s', async (asked, _what, trigger: Trigger, seen) => {
    const { deps, triggerQueue, logged } = givenGuard();
    await requestSecondLook(deps, { account: ACCOUNT, triggers: [trigger] }, seen);
    expect(triggerQueue.sent).toHaveLength(asked ? 1 : 0);
    expect(logged()).toEqual(asked ? ['second-look-requested'] : []);
  });

  it('once for all triggers, after a minute, with the event and the time that led to it', async () => {
    const { deps, triggerQueue, clock } = givenGuard();
    const [swept, first, second] = [
      givenSweep(NOW),
      givenRootEvent('access-key', ago(30)),
      givenRootEvent('login-profile', NOW),
    ];
    await requestSecondLook(deps, { account: ACCOUNT, triggers: [swept, first, second] }, []);
    expect(triggerQueue.sent).toEqual([
      { account: ACCOUNT, why: 'second-look', requestedAt: first.at, event: first.event },
    ]);
    clock.advance(59);
    expect(triggerQueue.takeDue()).toEqual([]);
    clock.advance(1);
    expect(triggerQueue.takeDue()).toHaveLength(1);
  });

  it('also while other credentials are being removed', async () => {
    const { guard, triggerQueue, left } = givenGuard([PASSWORD]);
    await guard(givenRootEvent('access-key', NOW));
    expect(left()).toEqual([]);
    expect(triggerQueue.sent).toMatchObject([{ why: 'second-look' }]);
  });

  it('and not by an audit that could not read', async () => {
    const { guard, triggerQueue, log } = givenGuard();
    log.fail({ call: 'sts:AssumeRoot' });
    await guard(givenRootEvent('access-key', NOW));
    expect(triggerQueue.sent).toEqual([]);
  });
});
