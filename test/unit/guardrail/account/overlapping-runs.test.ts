import { describe, expect, it } from 'vitest';
import type { OpenEnforcement, Posture } from '../../../../src/domain/posture.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import {
  ACCOUNT,
  givenCredential,
  givenException,
  givenPosture,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { clockAheadOf } from '../../../support/memory/clock.ts';
import { type Guard, givenGuard, givenListedSweep, heal, NOW, OPERATOR } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile', { createdAt: NOW });
const KEY = givenCredential('access-key', { createdAt: NOW });
const OTHER_KEY = givenCredential('access-key', { id: 'AKIAOTHEREXAMPLE', createdAt: NOW });
const CERTIFICATE = givenCredential('signing-certificate', { createdAt: NOW });
const MFA = givenCredential('mfa-device', { createdAt: NOW });

const event = givenRootEvent('access-key', NOW);
const sweep = givenListedSweep();

/** Does something else before the nth call of a run, counted from 0. False when there are not so many. */
async function overlapAt(
  guarded: Guard,
  nth: number,
  run: () => Promise<unknown>,
  act: () => Promise<unknown>,
) {
  let calls = 0;
  let came = false;
  guarded.log.onCall = async () => {
    calls += 1;
    if (calls !== nth + 1 || came) return;
    came = true;
    heal(guarded.log);
    await act();
  };
  await run();
  return came;
}

/** More calls than one run makes. */
const CALLS = 40;

/** The enforcements of other runs that are open at that time. */
async function givenStartedEnforcement(guarded: Guard, fields: Partial<OpenEnforcement> = {}) {
  await guarded.deps.posture.reserveRevision(ACCOUNT);
  const enforcement = { id: 'other-run', startedAt: NOW, credentials: [KEY], hasEnded: false, ...fields };
  await guarded.deps.posture.startEnforcement(ACCOUNT, enforcement);
}

const interruptions = (guarded: Guard) =>
  guarded.notifier.published.filter(({ lines }) => lines.some((line) => /interrupted/.test(line)));

describe('two messages about one incident', () => {
  it.each([
    ['the same event again', event],
    ['a sweep', sweep],
  ] as const)('are notified once, with who caused it, whenever %s comes in between', async (_what, other) => {
    let overlapped = 0;
    for (let nth = 0; nth < CALLS; nth += 1) {
      const guarded = givenGuard([PASSWORD, KEY, MFA]);
      guarded.organization.readLagSeconds = 0;
      const came = await overlapAt(
        guarded,
        nth,
        () => guarded.guard(event),
        () => guarded.guard(other),
      );
      overlapped += came ? 1 : 0;
      guarded.clock.advance(30);
      await guarded.guard(event);
      await guarded.guard(other);
      expect(guarded.notified(), `call ${nth}`).toEqual(['credentials-removed']);
      expect(interruptions(guarded), `call ${nth}`).toEqual([]);
      if (other === event) expect(guarded.notifier.published[0]?.lines.join()).toContain(event.event.id);
      expect(guarded.left()).toEqual([]);
      expect(await guarded.posture(), `call ${nth}`).toMatchObject({ state: 'compliant' });
      expect(await guarded.openEnforcements()).toEqual([]);
    }
    expect(overlapped).toBeGreaterThan(15);
  });
});

describe('an enforcement in progress', () => {
  it('is not continued by a run that would remove the same, nor by one that finds nothing', async () => {
    for (const credentials of [[KEY], []]) {
      const guarded = givenGuard(credentials);
      await givenStartedEnforcement(guarded);
      expect(await guarded.guard(event)).toEqual({
        type: 'retry',
        state: 'unknown',
        results: [],
        failure: undefined,
        why: 'another run is removing credentials from the account',
        recheckSeconds: 5,
      });
      expect(guarded.telemetry.logged).toContainEqual({
        event: 'yielded-to-other-run',
        fields: { account: ACCOUNT },
      });
      expect(guarded.left()).toHaveLength(credentials.length);
      expect(guarded.notified()).toEqual([]);
      expect(guarded.written()).toEqual([]);
      expect(await guarded.posture()).toBeUndefined();
      expect(await guarded.openEnforcements()).toMatchObject([{ id: 'other-run' }]);
    }
  });

  it('leaves the account in the state of its latest audit', async () => {
    const guarded = givenGuard([KEY]);
    const { revision } = await guarded.deps.posture.reserveRevision(ACCOUNT);
    await guarded.deps.posture.record(givenPosture(NOW, { state: 'violating' }), revision);
    await givenStartedEnforcement(guarded);
    expect(await guarded.guard(sweep)).toMatchObject({ type: 'retry', state: 'violating' });
  });

  it('is over after two minutes: the next run removes what remains, and notifies what was removed as interrupted', async () => {
    const guarded = givenGuard([KEY]);
    await givenStartedEnforcement(guarded, { credentials: [KEY, OTHER_KEY] });
    guarded.clock.advance(120);
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.notifier.published[0]?.lines.join()).toContain(`${OTHER_KEY.id}: gone since`);
    await guarded.guard(sweep);
    expect(guarded.notified()).toHaveLength(1);
  });

  it.each([
    ['has ended', { hasEnded: true }],
    ['was started by a clock that is far ahead', { startedAt: new Date(NOW.getTime() + 10 * 60_000) }],
    ['was started by a clock that is far behind', { startedAt: new Date(NOW.getTime() - 10 * 60_000) }],
    ['does not parse', { startedAt: undefined, credentials: [], hasEnded: true }],
  ])('counts as ended when it %s', async (_what, fields) => {
    const guarded = givenGuard([KEY]);
    await givenStartedEnforcement(guarded, fields);
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.notified()).toEqual(['credentials-removed']);
    expect(await guarded.openEnforcements()).toEqual([]);
  });

  it('of other credentials does not delay a removal', async () => {
    const guarded = givenGuard([KEY, OTHER_KEY, CERTIFICATE]);
    await givenStartedEnforcement(guarded);
    expect(await guarded.guard(event)).toMatchObject({
      type: 'retry',
      recheckSeconds: 5,
      results: [{ reason: 'removed-elsewhere' }, { result: 'removed' }, { result: 'removed' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });

  it('of a password delays the removal of its MFA device, and of nothing else', async () => {
    const guarded = givenGuard([PASSWORD, KEY, MFA]);
    await givenStartedEnforcement(guarded, { credentials: [PASSWORD] });
    expect(await guarded.guard(event)).toMatchObject({ type: 'retry', recheckSeconds: 5 });
    expect(guarded.left()).toEqual(['login-profile', 'mfa-device']);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });

  it('of an earlier password does not delay that of the next one', async () => {
    const guarded = givenGuard([PASSWORD]);
    await givenStartedEnforcement(guarded, { credentials: [{ ...PASSWORD, createdAt: new Date(0) }] });
    await guarded.guard(event);
    expect(guarded.left()).toEqual([]);
  });

  it('whose run fails before it removes anything delays no other run', async () => {
    const guarded = givenGuard([KEY]);
    guarded.log.onCall = ({ name }) => {
      if (name === 'ledger.append') throw new Error('the table does not answer');
    };
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.notified()).toEqual(['credentials-removed']);
    expect(interruptions(guarded)).toEqual([]);
  });

  it('that changed nothing is closed once reads have caught up, also where an exception keeps all of it', async () => {
    const guarded = givenGuard([KEY]);
    await givenStartedEnforcement(guarded, { hasEnded: true });
    guarded.exceptions.put(givenException({ credentials: ['access-key'] }));
    await guarded.guard(sweep);
    expect(await guarded.openEnforcements()).toHaveLength(1);
    guarded.clock.advance(16 * 60);
    await guarded.guard(sweep);
    expect(await guarded.openEnforcements()).toEqual([]);
    expect(guarded.notified()).toEqual([]);
  });
});

describe("an operator's command that meets an enforcement in progress", () => {
  const command = (guarded: Guard, pause: (milliseconds: number) => Promise<void>) =>
    guardAccount(
      { ...guarded.deps, pause },
      { account: ACCOUNT, triggers: [givenRequest('operator', NOW)], operator: OPERATOR },
    );

  it('waits for it, and reports what is there then', async () => {
    const guarded = givenGuard([KEY]);
    await givenStartedEnforcement(guarded);
    let pauses = 0;
    const outcome = await command(guarded, async () => {
      pauses += 1;
      guarded.clock.advance(5);
      if (pauses < 3) return;
      guarded.organization.setCredentials(ACCOUNT, []);
      await guarded.deps.posture.updateEnforcements(ACCOUNT, { closed: ['other-run'] });
    });
    expect(outcome).toMatchObject({ type: 'done', state: 'compliant' });
    expect(pauses).toBe(3);
  });

  it('removes what it can meanwhile, and reports it in the end', async () => {
    const guarded = givenGuard([KEY, OTHER_KEY]);
    await givenStartedEnforcement(guarded);
    const outcome = await command(guarded, async () => {
      guarded.organization.setCredentials(ACCOUNT, []);
      await guarded.deps.posture.updateEnforcements(ACCOUNT, { closed: ['other-run'] });
    });
    expect(outcome).toMatchObject({
      type: 'done',
      state: 'compliant',
      results: [{ credential: OTHER_KEY, result: 'removed' }],
    });
  });

  it('continues the enforcement where the other run does not end', async () => {
    const guarded = givenGuard([KEY]);
    await givenStartedEnforcement(guarded);
    const outcome = await command(guarded, async () => guarded.clock.advance(5));
    expect(outcome).toMatchObject({ type: 'done', state: 'compliant', results: [{ result: 'removed' }] });
  });

  it('gives up after two minutes where other runs keep removing', async () => {
    const guarded = givenGuard([KEY]);
    await givenStartedEnforcement(guarded);
    let waited = 0;
    const outcome = await command(guarded, async (milliseconds) => {
      waited += milliseconds;
    });
    expect(outcome).toMatchObject({ type: 'retry', recheckSeconds: 5 });
    expect(waited).toBe(120_000);
  });
});

describe('a credential that disappeared', () => {
  it('is not notified, as somebody else removed it', async () => {
    const guarded = givenGuard([KEY]);
    guarded.log.onCall = ({ name }) => {
      if (name === 'iam:DeleteAccessKey') guarded.organization.setCredentials(ACCOUNT, []);
    };
    expect(await guarded.guard(event)).toMatchObject({ results: [{ result: 'already-absent' }] });
    expect(guarded.notified()).toEqual([]);
    expect(await guarded.openEnforcements()).toEqual([]);
  });
});

describe('two audits at the same time with different findings', () => {
  it('lead to another audit', async () => {
    const guarded = givenGuard([KEY]);
    guarded.exceptions.put(givenException({ credentials: ['access-key'] }));
    const compliant: Posture = givenPosture(NOW);
    let other = async () => {
      const { revision } = await guarded.deps.posture.reserveRevision(ACCOUNT);
      await guarded.deps.posture.record(compliant, revision);
    };
    guarded.log.onCall = async ({ name }) => {
      if (name !== 'dynamodb:Query' && name !== 'exceptions.readFor') return;
      const act = other;
      other = async () => undefined;
      await act();
    };
    expect(await guarded.guard(sweep)).toMatchObject({ type: 'retry', recheckSeconds: 5 });
    expect(await guarded.posture()).toEqual(compliant);
    expect(await guarded.guard(sweep)).toMatchObject({ type: 'done', state: 'excepted' });
    expect(await guarded.posture()).toMatchObject({ state: 'excepted' });
  });
});

describe('a stored posture that does not parse', () => {
  it('is logged, and stops no audit', async () => {
    const guarded = givenGuard([KEY]);
    const { posture } = guarded.deps;
    const broken = { posture: undefined, issues: ['auditedAt: is missing'] };
    const deps = {
      ...guarded.deps,
      posture: {
        ...posture,
        reserveRevision: async (account = ACCOUNT) => ({
          ...(await posture.reserveRevision(account)),
          ...broken,
        }),
      },
    };
    expect(await guardAccount(deps, { account: ACCOUNT, triggers: [event] })).toMatchObject({
      type: 'done',
      state: 'compliant',
    });
    expect(guarded.telemetry.logged).toContainEqual({
      event: 'posture-malformed',
      fields: { account: ACCOUNT, issues: broken.issues },
    });
  });
});

describe('an operator whose clock is wrong', () => {
  it.each([10 * 60, -90])(
    'by %i s neither delays the runs after it, nor is delayed by them',
    async (seconds) => {
      const guarded = givenGuard([KEY]);
      const clock = clockAheadOf(guarded.clock, seconds);
      const operator = () =>
        guardAccount(
          { ...guarded.deps, clock },
          { account: ACCOUNT, triggers: [givenRequest('operator', clock.now())], operator: OPERATOR },
        );
      expect(await operator()).toMatchObject({ type: 'done', state: 'compliant' });
      guarded.organization.addCredential(ACCOUNT, OTHER_KEY);
      expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'compliant' });
      expect(guarded.left()).toEqual([]);
      expect(await guarded.posture()).toMatchObject({ auditedAt: NOW });
      guarded.organization.addCredential(ACCOUNT, KEY);
      expect(await operator()).toMatchObject({ type: 'done', state: 'compliant' });
      expect(guarded.notified()).toEqual([
        'credentials-removed',
        'credentials-removed',
        'credentials-removed',
      ]);
    },
  );
});
