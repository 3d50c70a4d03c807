import { describe, expect, it } from 'vitest';
import { ACCOUNT, givenCredential, givenException, givenPolicy } from '../../../support/builders.ts';
import { Crash, givenListedSweep, heal, onNth } from '../guard-fixture.ts';
import { givenCanary } from './canary-fixture.ts';

const OBSERVING = { initialPolicy: givenPolicy({ mode: 'observe' }) };

/** Longer than any run may take. */
const LEASE_SECONDS = 15 * 60;

/** How many calls an undisturbed run makes. */
async function callsOfRun(mode: 'enforce' | 'observe'): Promise<number> {
  const given = givenCanary([], mode === 'observe' ? OBSERVING : {});
  await given.run();
  return given.calls().length;
}

describe('a canary run whose process ends', () => {
  it.each(['enforce', 'observe'] as const)(
    'at any call in %s mode leaves nothing that the next run does not remove',
    async (mode) => {
      const calls = await callsOfRun(mode);
      for (let nth = 1; nth <= calls; nth += 1) {
        // Nothing else removes it, in either mode.
        const given = givenCanary([], { ...(mode === 'observe' && OBSERVING), deaf: true });
        let made = 0;
        given.log.onCall = () => {
          made += 1;
          // Also everything that it does to clean up.
          if (made >= nth) throw new Crash(`call ${nth}`);
        };
        await given.run({ timeoutSeconds: 9 }).catch(() => undefined);
        heal(given.log);
        given.clock.advance(LEASE_SECONDS);
        expect(await given.run({ timeoutSeconds: 5 }), `after a crash at call ${nth}`).toMatchObject({
          type: 'incomplete',
        });
        expect(given.left(), `after a crash at call ${nth}`).toEqual([]);
      }
    },
  );

  it('is cleaned up by the guardrail, in a sweep as well', async () => {
    const given = givenCanary([], { deaf: true });
    onNth(given.log, 'iam:CreateLoginProfile', 1, () => {
      given.log.onCall = ({ name }) => {
        if (name !== 'iam:CreateLoginProfile') throw new Crash(name);
      };
    });
    await expect(given.run()).rejects.toThrow();
    expect(given.left()).toEqual(['login-profile']);
    heal(given.log);
    await given.guard(givenListedSweep());
    expect(given.left()).toEqual([]);
    expect(given.notified()).toEqual(['canary-removed']);
    expect(await given.breaker.state(given.clock.now())).toEqual({ type: 'closed', accountsThisHour: 0 });
  });
});

describe('the password of an interrupted run', () => {
  async function givenLeftBehind(seconds = LEASE_SECONDS) {
    const given = givenCanary([], { ...OBSERVING, deaf: true });
    onNth(given.log, 'iam:CreateLoginProfile', 1, () => {
      given.log.onCall = ({ name }) => {
        if (name !== 'iam:CreateLoginProfile') throw new Crash(name);
      };
    });
    await given.run().catch(() => undefined);
    heal(given.log);
    given.clock.advance(seconds);
    return given;
  }

  it('is removed with an intent and an outcome, and that is recorded', async () => {
    const given = await givenLeftBehind();
    await given.run({ timeoutSeconds: 5 });
    expect(given.entries('intent')[0]).toMatchObject({ decisions: [{ reason: 'created-by-canary' }] });
    expect(given.entries('canary').map(({ result }) => result)).toEqual([
      'started',
      'cleaned-up',
      'started',
      'incomplete',
    ]);
  });

  it('is waited for while its run may still be in progress', async () => {
    const given = await givenLeftBehind(1);
    expect(await given.run()).toMatchObject({ type: 'refused', refusal: { code: 'canary-in-progress' } });
    expect(given.left()).toEqual(['login-profile']);
  });

  it('stays where it was approved since, and refuses the run', async () => {
    const given = await givenLeftBehind();
    given.exceptions.put(givenException());
    expect(await given.run()).toMatchObject({ type: 'refused', refusal: { code: 'canary-left-behind' } });
    expect(given.left()).toEqual(['login-profile']);
  });

  it('stays where the exceptions cannot be read', async () => {
    const given = await givenLeftBehind();
    given.log.fail({ call: 'dynamodb:Query', times: 10 });
    expect(await given.run()).toMatchObject({ type: 'refused', refusal: { code: 'canary-left-behind' } });
    expect(given.left()).toEqual(['login-profile']);
  });

  it('is not confused with one that was set up later', async () => {
    const given = await givenLeftBehind();
    const createdAt = new Date(given.clock.now().getTime() + 1_000);
    given.organization.setCredentials(ACCOUNT, [{ ...givenCredential('login-profile'), createdAt }]);
    given.clock.advance(60);
    expect(await given.run()).toMatchObject({ type: 'refused', refusal: { code: 'canary-has-credentials' } });
    expect(given.left()).toEqual(['login-profile']);
  });
});

describe('a password that cannot be removed', () => {
  it('is told at once, recorded, and removed by the next run', async () => {
    const given = givenCanary([], { deaf: true });
    given.log.fail({
      call: 'iam:DeleteLoginProfile',
      times: 100,
      failure: { reason: 'not-authorized', code: 'AccessDenied' },
    });
    expect(await given.run({ timeoutSeconds: 5 })).toMatchObject({ type: 'left-behind' });
    expect(given.notified()).toEqual(['canary-failed']);
    expect(given.entries('canary').at(-1)).toMatchObject({ result: 'left-behind' });
    given.log.clearFailures();
    await given.run({ timeoutSeconds: 5 });
    expect(given.left()).toEqual([]);
  });
});

describe('a removal without an answer', () => {
  it('is not taken for one while the reads do not show the password yet', async () => {
    const given = givenCanary([], { deaf: true });
    given.organization.readLagSeconds = 60;
    given.log.fail({ call: 'iam:DeleteLoginProfile', failure: { reason: 'unavailable' } });
    expect(await given.run({ timeoutSeconds: 5 })).toMatchObject({ type: 'left-behind' });
    expect(given.left()).toEqual(['login-profile']);
    given.clock.advance(60);
    await given.run({ timeoutSeconds: 5 });
    expect(given.left()).toEqual([]);
  });
});

describe('a creation without an answer', () => {
  it('is cleaned up, although the run does not know of a password', async () => {
    const given = givenCanary([], { deaf: true });
    given.log.dropResponse('iam:CreateLoginProfile', { reason: 'unavailable' });
    expect(await given.run()).toMatchObject({ type: 'not-created' });
    expect(given.left()).toEqual([]);
  });

  it('is looked at again by the next run where IAM shows nothing yet', async () => {
    const given = givenCanary([], { deaf: true });
    given.organization.readLagSeconds = 20;
    given.log.dropResponse('iam:CreateLoginProfile', { reason: 'unavailable' });
    expect(await given.run()).toMatchObject({ type: 'not-created', isUncertain: true });
    expect(given.left()).toEqual(['login-profile']);
    given.clock.advance(30);
    await given.run({ timeoutSeconds: 30 });
    expect(given.left()).toEqual([]);
  });

  it.each([
    ['its session is refused', 'sts:AssumeRoot'],
    ['the password cannot be read', 'iam:GetLoginProfile'],
  ])('counts as left behind where %s, and the next run removes it', async (_why, call) => {
    const given = givenCanary([], { deaf: true });
    onNth(given.log, 'iam:CreateLoginProfile', 1, () => given.log.fail({ call }));
    given.log.dropResponse('iam:CreateLoginProfile', { reason: 'unavailable' });
    expect(await given.run()).toMatchObject({ type: 'left-behind', stages: [] });
    expect(given.entries('canary').at(-1)).toMatchObject({
      result: 'left-behind',
      failure: { call: 'iam:CreateLoginProfile' },
    });
    expect(given.notified()).toEqual(['canary-failed']);
    await given.run({ timeoutSeconds: 5 });
    expect(given.left()).toEqual([]);
  });
});
