import { describe, expect, it } from 'vitest';
import { ACCOUNT, givenCredential, givenRootEvent } from '../../../support/builders.ts';
import { crashOn, givenGuard, givenListedSweep, heal } from '../guard-fixture.ts';

const HOUR_SECONDS = 60 * 60;

/** A sweep has found the account compliant; an access key was created an hour later, and found another hour later. */
async function givenLostEvent() {
  const guarded = givenGuard();
  const sweep = () => guarded.guard(givenListedSweep(undefined, guarded.clock.now()));
  await sweep();
  guarded.clock.advance(HOUR_SECONDS);
  const createdAt = guarded.clock.now();
  const key = givenCredential('access-key', { createdAt });
  guarded.organization.addCredential(ACCOUNT, key);
  guarded.clock.advance(HOUR_SECONDS);
  const event = { ...givenRootEvent('access-key', createdAt), credentialId: key.id };
  return { ...guarded, sweep, key, event, createdAt };
}

describe('the event of a credential that a sweep finds', () => {
  it('is lost, which is counted once, logged, and recorded with the account', async () => {
    const { sweep, key, createdAt, posture, telemetry, left } = await givenLostEvent();
    await sweep();
    expect(left()).toEqual([]);
    expect((await posture())?.lostEvents).toMatchObject([{ kind: 'access-key', id: key.id, at: createdAt }]);
    expect(telemetry.values('EventsLost')).toEqual([0, 1]);
    expect(telemetry.logged.find(({ event }) => event === 'events-lost')?.fields).toEqual({
      account: ACCOUNT,
      lostEvents: [`access-key ${key.id} of ${createdAt.toISOString()}`],
    });
    await sweep();
    expect((await posture())?.lostEvents).toHaveLength(1);
    expect(telemetry.total('EventsLost')).toBe(1);
  });

  it('is not lost any more once it arrives, although the audit of the sweep is newer', async () => {
    const { sweep, event, guard, posture, entries, clock } = await givenLostEvent();
    await sweep();
    clock.advance(HOUR_SECONDS);
    await guard(event);
    expect((await posture())?.lostEvents).toBeUndefined();
    expect(entries('already-audited')).toEqual([]);
    clock.advance(HOUR_SECONDS);
    await guard(event);
    expect(entries('already-audited')).toHaveLength(1);
  });

  it('stays recorded while the account cannot be read', async () => {
    const { sweep, posture, log, telemetry } = await givenLostEvent();
    await sweep();
    crashOn(log, 'sts:AssumeRoot');
    await expect(sweep()).rejects.toThrow();
    heal(log);
    await sweep();
    expect((await posture())?.lostEvents).toHaveLength(1);
    expect(telemetry.total('EventsLost')).toBe(1);
  });

  it('is not lost where it led to the audit', async () => {
    const { event, guard, posture, telemetry } = await givenLostEvent();
    await guard(event);
    expect((await posture())?.lostEvents).toBeUndefined();
    expect(telemetry.total('EventsLost')).toBe(0);
  });
});
