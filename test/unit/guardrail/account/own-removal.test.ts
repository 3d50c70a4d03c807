import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import { ACCOUNT, givenCredential, givenEvent, givenRootEvent } from '../../../support/builders.ts';
import { givenGuard, NOW } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const MFA = givenCredential('mfa-device');

/** The event that CloudTrail writes when an MFA device is removed in a root session. */
function givenRemoval({ at = NOW, id = MFA.id, viaAssumeRoot = true } = {}): Trigger {
  return {
    ...givenRootEvent('mfa-device', at),
    credentialId: id,
    change: 'removed',
    event: givenEvent({ name: 'DeactivateMFADevice', viaAssumeRoot }),
  };
}

/** A removal by rootguard, and the calls of AWS that its events lead to afterwards. */
async function givenRemoved() {
  const guarded = givenGuard([PASSWORD, MFA]);
  expect(await guarded.guard(givenRootEvent('login-profile', NOW))).toMatchObject({ state: 'compliant' });
  const before = guarded.awsCalls().length;
  return { ...guarded, callsSince: () => guarded.awsCalls().slice(before) };
}

describe('the event of an MFA device that was removed', () => {
  it('opens no session where rootguard has removed the device in its own session', async () => {
    const { guard, callsSince, logged } = await givenRemoved();
    expect(await guard(givenRemoval(), givenRemoval())).toMatchObject({ type: 'done', state: 'compliant' });
    expect(callsSince()).not.toContain('sts:AssumeRoot');
    expect(logged().at(-1)).toBe('own-removal-seen');
  });

  it.each([
    ['another device', givenRemoval({ id: `arn:aws:iam::${ACCOUNT}:mfa/other` })],
    ['a call outside of root sessions', givenRemoval({ viaAssumeRoot: false })],
    ['a session that was opened later', givenRemoval({ at: new Date(NOW.getTime() + 16 * 60_000) })],
    ['a session that was opened before', givenRemoval({ at: new Date(NOW.getTime() - 60_000) })],
  ])('leads to an audit where it is of %s', async (_, event) => {
    const { guard, callsSince } = await givenRemoved();
    await guard(event);
    expect(callsSince()).toContain('sts:AssumeRoot');
  });

  it('leads to an audit where it is one of several triggers', async () => {
    const { guard, callsSince } = await givenRemoved();
    await guard(givenRemoval(), givenRootEvent('access-key', NOW));
    expect(callsSince()).toContain('sts:AssumeRoot');
  });

  it('leads to an audit in an account that nobody has audited yet', async () => {
    const { guard, awsCalls } = givenGuard([]);
    await guard(givenRemoval());
    expect(awsCalls()).toContain('sts:AssumeRoot');
  });

  it('opens no session while an enforcement is removing the device', async () => {
    const { guard, deps, awsCalls } = givenGuard([PASSWORD, MFA]);
    await guard(givenRootEvent(undefined, NOW));
    const { revision } = await deps.posture.reserveRevision(ACCOUNT);
    expect(revision).toBeGreaterThan(0);
    await deps.posture.startEnforcement(ACCOUNT, {
      id: 'e',
      startedAt: NOW,
      credentials: [{ ...MFA, id: 'being-removed' }],
      hasEnded: false,
    });
    const before = awsCalls().length;
    await guard(givenRemoval({ id: 'being-removed' }));
    expect(awsCalls().slice(before)).not.toContain('sts:AssumeRoot');
  });
});
