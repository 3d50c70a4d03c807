import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { crashOn, type Guard, givenGuard, givenListedSweep, heal, NOW, onNth } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const OTHER_KEY = givenCredential('access-key', { id: 'AKIAOTHEREXAMPLE' });
const OBSERVING = { initialPolicy: givenPolicy({ mode: 'observe' }) };

const SCP = { reason: 'denied-by-scp', code: 'AccessDenied' } as const;

const sweep = givenListedSweep();
const event = givenRootEvent('access-key', NOW);
const request = givenRequest('operator', NOW);
const arrivedLongAgo = { ...event, type: 'account-arrived', at: new Date('2026-11-24T10:00:00Z') } as const;

describe('a notification is sent', () => {
  it('once for the same violation, and again for another', async () => {
    const { guard, notified, organization } = givenGuard([KEY], OBSERVING);
    await guard(request);
    await guard(event);
    expect(notified()).toEqual(['violation-found']);
    organization.addCredential(ACCOUNT, OTHER_KEY);
    await guard(request);
    expect(notified()).toEqual(['violation-found', 'violation-found']);
  });

  it('for every enforcement', async () => {
    const { guard, notified, organization } = givenGuard([KEY]);
    await guard(event);
    organization.addCredential(ACCOUNT, KEY);
    await guard(event);
    expect(notified()).toEqual(['credentials-removed', 'credentials-removed']);
  });

  it('for the credentials that an enforcement withholds', async () => {
    const { guard, notified, log } = givenGuard([KEY, { ...OTHER_KEY, createdAt: NOW }], {
      initialPolicy: givenPolicy({ maxAccountsPerHour: 0 }),
    });
    await guard(event);
    expect(notified()).toEqual(['breaker-open', 'credentials-removed', 'violation-found']);
    expect(log.calls.at(-1)).toMatchObject({ name: 'posture.record' });
  });

  it.each([
    ['throttled', []],
    ['denied-by-scp', ['account-unreadable']],
    ['root-credentials-management-off', ['organization-blocked']],
  ] as const)('of %s: %o', async (reason, keys) => {
    const { guard, notified, log, telemetry } = givenGuard();
    log.fail({ call: 'sts:AssumeRoot', failure: { reason } });
    await guard(event);
    expect(notified()).toEqual(keys);
    expect(telemetry.total('OrganizationBlocked')).toBe(reason === 'root-credentials-management-off' ? 1 : 0);
  });

  it('for no violation while the exceptions cannot be read, as it may be approved', async () => {
    const { guard, notified, log } = givenGuard([KEY], OBSERVING);
    log.fail({ call: 'dynamodb:Query' });
    await guard(request);
    expect(notified()).toEqual([]);
    await guard(request);
    expect(notified()).toEqual(['violation-found']);
  });

  it('for no violation while an MFA device waits for a password that may appear', async () => {
    const mfa = givenCredential('mfa-device');
    for (const credentials of [[mfa], [mfa, KEY]]) {
      const { guard, notified, clock, left } = givenGuard(credentials);
      await guard(event);
      expect(left()).toEqual(['mfa-device']);
      clock.advance(121);
      await guard(event);
      expect(left()).toEqual([]);
      expect(new Set(notified())).toEqual(new Set(['credentials-removed']));
    }
  });

  it('for a malformed exception, by the audit of an account in its scope', async () => {
    const { guard, notified, exceptions, logged } = givenGuard([KEY], OBSERVING);
    exceptions.putMalformed({ scope: `account#${ACCOUNT}`, id: 'broken', issues: ['reason: is required'] });
    await guard(request);
    await guard(request);
    expect(notified()).toEqual(['exception-malformed', 'violation-found']);
    expect(logged().filter((key) => key === 'exception-malformed')).toHaveLength(2);
  });

  it('before the posture is written, so that a crash in between sends it twice rather than never', async () => {
    const guarded = givenGuard([KEY], OBSERVING);
    crashOn(guarded.log, 'posture.record');
    await expect(guarded.guard(request)).rejects.toThrow();
    expect(guarded.notified()).toEqual(['violation-found']);
  });
});

describe('what the audit of a sweep finds', () => {
  const REFUSED = { call: 'sts:AssumeRoot', failure: SCP } as const;

  it.each([
    ['a violation', givenGuard([KEY], OBSERVING), 'violating'],
    [
      'a violation that the breaker leaves',
      givenGuard([KEY], { initialPolicy: givenPolicy({ maxAccountsPerHour: 0 }) }),
      'violating',
    ],
    ['an account that cannot be read', withRefusal(givenGuard(), 1), 'unknown'],
    ['a removal that AWS refuses', withRefusal(givenGuard([KEY]), 2), 'violating'],
  ] as const)('is counted for the sweeper once the posture shows it: %s', async (_what, guarded, state) => {
    const { guard, calls, posture } = guarded;
    await guard(sweep);
    expect(guarded.notified().filter((key) => key !== 'breaker-open')).toEqual([]);
    expect(await counted(guarded)).toBe(1);
    expect(calls().indexOf('findings.count')).toBeGreaterThan(calls().indexOf('posture.record'));
    expect(await posture()).toMatchObject({ state });
  });

  it('is counted again by each sweep until somebody was notified', async () => {
    const guarded = givenGuard([KEY], OBSERVING);
    await guarded.guard(sweep);
    await guarded.guard(sweep);
    expect(await counted(guarded)).toBe(2);
    await guarded.guard(request);
    expect(guarded.notified()).toEqual(['violation-found']);
    await guarded.guard(sweep);
    expect(await counted(guarded)).toBe(2);
  });

  it('is notified at once where an event led to the audit too', async () => {
    const guarded = givenGuard([KEY], OBSERVING);
    await guarded.guard(sweep, event);
    expect(guarded.notified()).toEqual(['violation-found']);
    expect(await counted(guarded)).toBe(0);
  });

  it('is notified at once where it was removed, and counted where the same enforcement left something', async () => {
    const guarded = givenGuard([KEY, { ...OTHER_KEY, createdAt: NOW }], {
      initialPolicy: givenPolicy({ maxAccountsPerHour: 0 }),
    });
    await guarded.guard(sweep);
    expect(guarded.notified()).toEqual(['breaker-open', 'credentials-removed']);
    expect(await counted(guarded)).toBe(1);
  });

  it('is notified at once where no account of the organization can be audited', async () => {
    const guarded = givenGuard();
    guarded.log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'root-credentials-management-off' } });
    await guarded.guard(sweep);
    expect(guarded.notified()).toEqual(['organization-blocked']);
    expect(await counted(guarded)).toBe(0);
  });

  it('leads to another delivery of the message where it cannot be counted', async () => {
    const guarded = givenGuard([KEY], OBSERVING);
    crashOn(guarded.log, 'findings.count');
    await expect(guarded.guard(sweep)).rejects.toThrow();
    heal(guarded.log);
    await guarded.guard(sweep);
    expect(await counted(guarded)).toBe(1);
  });

  async function counted({ digestProgress }: Guard): Promise<number> {
    return (await digestProgress.read()).progress.findings;
  }

  function withRefusal(guarded: Guard, nth: number): Guard {
    onNth(guarded.log, 'sts:AssumeRoot', nth, () => guarded.log.fail(REFUSED));
    return guarded;
  }
});

describe('a topic that does not answer', () => {
  const failing = (guarded: Guard) => {
    guarded.log.onCall = ({ name }) => {
      if (name === 'notifier.publish') throw new Error('the topic does not answer');
    };
  };

  it('does not keep a violation from being recorded in the posture', async () => {
    const guarded = givenGuard([], OBSERVING);
    await guarded.guard(sweep);
    guarded.organization.addCredential(ACCOUNT, KEY);
    failing(guarded);
    await expect(guarded.guard(event)).rejects.toThrow('topic');
    expect(await guarded.posture()).toMatchObject({ state: 'violating', credentials: [{ credential: KEY }] });
    heal(guarded.log);
    await guarded.guard(event);
    expect(guarded.notified()).toEqual(['violation-found']);
  });

  it.each(['denied-by-scp', 'root-credentials-management-off'] as const)(
    'keeps an account that cannot be audited (%s) out of no posture',
    async (reason) => {
      const guarded = givenGuard();
      await guarded.guard(sweep);
      guarded.log.fail({ call: 'sts:AssumeRoot', failure: { reason }, times: 2 });
      failing(guarded);
      await expect(guarded.guard(event)).rejects.toThrow('topic');
      expect(await guarded.posture()).toMatchObject({ state: 'unknown', failure: { reason } });
      heal(guarded.log);
      await guarded.guard(event);
      expect(guarded.notified()).toHaveLength(1);
    },
  );

  it('does not keep results from being recorded, and they are notified once it answers', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    guarded.log.fail({ call: 'iam:DeleteLoginProfile', times: 2, failure: SCP });
    failing(guarded);
    await expect(guarded.guard(event)).rejects.toThrow('topic');
    expect(await guarded.posture()).toMatchObject({
      state: 'violating',
      credentials: [{ result: 'removed' }, { result: 'failed' }],
    });
    heal(guarded.log);
    await guarded.guard(event);
    expect(guarded.notifier.published).toMatchObject([
      {
        key: 'removal-failed',
        lines: expect.arrayContaining([expect.stringContaining(`${KEY.id}: gone since`)]),
      },
    ]);
    await guarded.guard(event);
    expect(guarded.notified()).toEqual(['removal-failed', 'credentials-removed']);
  });

  it('does not keep a refused removal from being recorded', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'sts:AssumeRoot', 2, () => {
      guarded.log.fail({ call: 'sts:AssumeRoot', failure: SCP });
      failing(guarded);
    });
    await expect(guarded.guard(arrivedLongAgo)).rejects.toThrow('topic');
    expect(await guarded.posture()).toMatchObject({
      state: 'violating',
      credentials: [{ result: 'failed' }],
    });
  });

  it('for one notification does not keep another from being sent once', async () => {
    const other = givenGuard([KEY, { ...OTHER_KEY, createdAt: NOW }], {
      initialPolicy: givenPolicy({ maxAccountsPerHour: 0 }),
    });
    onNth(other.log, 'notifier.publish', 3, () => {
      throw new Error('the topic does not answer');
    });
    await expect(other.guard(event)).rejects.toThrow('topic');
    heal(other.log);
    await other.guard(event);
    expect(other.notified()).toEqual(['breaker-open', 'credentials-removed', 'violation-found']);
    expect(await other.openEnforcements()).toEqual([]);
  });
});

describe('an interrupted enforcement', () => {
  it('is notified by the next audit, with the credentials before it', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'ledger.append', 2);
    await expect(guarded.guard(event)).rejects.toThrow();
    expect(guarded.notified()).toEqual([]);
    heal(guarded.log);
    const [intent] = guarded.entries('intent');
    await guarded.guard(sweep);
    expect(guarded.notifier.published).toMatchObject([
      { key: 'credentials-removed', fingerprint: `enforcement#${intent?.enforcementId}` },
    ]);
    expect(guarded.notifier.published[0]?.lines.join()).toContain(KEY.id);
    expect(await guarded.posture()).toMatchObject({ state: 'compliant' });
    expect(await guarded.openEnforcements()).toEqual([]);
    await guarded.guard(sweep);
    expect(guarded.notified()).toHaveLength(1);
  });

  it('is not notified twice when only its posture was not written', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'posture.record');
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    await guarded.guard(sweep);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });

  it('stays open through an audit that could not read the account', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'ledger.append', 2);
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    guarded.log.fail({ call: 'sts:AssumeRoot' });
    await guarded.guard(sweep);
    expect(await guarded.posture()).toMatchObject({ state: 'unknown' });
    expect(await guarded.openEnforcements()).toHaveLength(1);
    await guarded.guard(sweep);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });

  it('stays open while the account is suspended', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'ledger.append', 2);
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    await guarded.guard(givenListedSweep(givenAccount({ state: 'SUSPENDED' })));
    await guarded.guard(sweep);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });

  it('is notified with the enforcement that continues it, where it removed something', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    crashOn(guarded.log, 'iam:DeleteLoginProfile');
    await expect(guarded.guard(event)).rejects.toThrow();
    expect(guarded.left()).toEqual(['login-profile']);
    heal(guarded.log);
    await guarded.guard(event);
    const [, second] = guarded.entries('intent');
    expect(guarded.notifier.published).toMatchObject([
      { key: 'credentials-removed', fingerprint: `enforcement#${second?.enforcementId}` },
    ]);
    expect(guarded.notifier.published[0]?.lines.join()).toContain(`access-key ${KEY.id}: gone since`);
  });

  it('is notified in the end, also when the topic fails until another enforcement has continued it', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'notifier.publish');
    await expect(guarded.guard(event)).rejects.toThrow();
    guarded.organization.addCredential(ACCOUNT, PASSWORD);
    crashOn(guarded.log, 'notifier.publish');
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    await guarded.guard(event);
    const lines = guarded.notifier.published.map((one) => one.lines.join());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(KEY.id);
    expect(lines[0]).toContain('login-profile');
  });

  it.each([2, 60])(
    'is notified once although the next run, by a reading %i s late, still sees it',
    async (lag) => {
      const guarded = givenGuard([KEY]);
      crashOn(guarded.log, 'ledger.append', 2);
      await expect(guarded.guard(event)).rejects.toThrow();
      heal(guarded.log);
      guarded.organization.readLagSeconds = lag;
      await guarded.guard(event);
      guarded.clock.advance(60);
      await guarded.guard(event);
      await guarded.guard(sweep);
      const tellings = guarded.notifier.published.filter(({ key }) => key === 'credentials-removed');
      expect(tellings).toMatchObject([{ lines: expect.arrayContaining([expect.stringContaining(KEY.id)]) }]);
      expect(await guarded.openEnforcements()).toEqual([]);
    },
  );

  it('stays open for what could not be removed, and not for what was', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    guarded.log.fail({ call: 'iam:DeleteAccessKey', failure: { reason: 'not-authorized' } });
    await guarded.guard(event);
    expect(guarded.left()).toEqual(['access-key']);
    expect(await guarded.openEnforcements()).toMatchObject([{ credentials: [KEY], hasEnded: true }]);
  });

  it('stays open while a lagging read shows what is approved by now, beside what another run removes', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    crashOn(guarded.log, 'iam:DeleteLoginProfile');
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    guarded.organization.readLagSeconds = 1;
    guarded.exceptions.put(givenException({ credentials: ['access-key'] }));
    await guarded.guard(event);
    expect(guarded.left()).toEqual([]);
    expect(await guarded.openEnforcements()).toMatchObject([{ credentials: [KEY], hasEnded: true }]);
    guarded.clock.advance(2);
    await guarded.guard(sweep);
    expect(guarded.notifier.published.at(-1)?.lines.join()).toContain(`Before: access-key ${KEY.id}`);
    expect(await guarded.openEnforcements()).toEqual([]);
    expect(guarded.notified()).toHaveLength(2);
  });

  it('that cannot be read is notified with the enforcement that continues it, whatever that removed', async () => {
    for (const isFaster of [true, false]) {
      const guarded = givenGuard([KEY]);
      await guarded.deps.posture.reserveRevision(ACCOUNT);
      const unreadable = { id: 'other-run', startedAt: undefined, credentials: [], hasEnded: true };
      await guarded.deps.posture.startEnforcement(ACCOUNT, unreadable);
      if (!isFaster) {
        onNth(guarded.log, 'iam:DeleteAccessKey', 1, () => {
          guarded.organization.setCredentials(ACCOUNT, []);
        });
      }
      await guarded.guard(event);
      expect(guarded.notifier.published).toMatchObject([
        { lines: expect.arrayContaining([expect.stringContaining('Enforcement other-run was interrupted')]) },
      ]);
      expect(await guarded.openEnforcements()).toEqual([]);
    }
  });

  it('with credentials that only another version knows stays open for the others, and is notified of both', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    await guarded.deps.posture.reserveRevision(ACCOUNT);
    const theirs = { id: 'theirs', startedAt: NOW, credentials: [KEY], hasEnded: true };
    await guarded.deps.posture.startEnforcement(ACCOUNT, { ...theirs, hasUnknownCredentials: true });
    guarded.exceptions.put(givenException({ credentials: ['access-key'] }));
    await guarded.guard(event);
    const unknown = /Enforcement theirs .* does not know/;
    expect(guarded.notifier.published.at(-1)?.lines.join()).toMatch(unknown);
    expect(await guarded.openEnforcements()).toEqual([theirs]);
    guarded.organization.setCredentials(ACCOUNT, []);
    await guarded.guard(sweep);
    const lines = guarded.notifier.published.at(-1)?.lines.join();
    expect(lines).toContain(`Before: access-key ${KEY.id}`);
    expect(lines).not.toContain('does not know');
    expect(guarded.notified()).toHaveLength(2);
  });

  it('with credentials that only another version knows stays as it is until it could be notified', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    await guarded.deps.posture.reserveRevision(ACCOUNT);
    const theirs = {
      id: 'theirs',
      startedAt: NOW,
      credentials: [KEY],
      hasEnded: true,
      hasUnknownCredentials: true,
    };
    await guarded.deps.posture.startEnforcement(ACCOUNT, theirs);
    guarded.exceptions.put(givenException({ credentials: ['access-key'] }));
    crashOn(guarded.log, 'notifier.publish');
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    expect(await guarded.openEnforcements()).toContainEqual(theirs);
    await guarded.guard(sweep);
    expect(guarded.notifier.published.at(-1)?.lines.join()).toContain('does not know');
    expect(await guarded.openEnforcements()).toEqual([]);
  });

  it('is not notified when all of its credentials are still there: the enforcement that continues it notifies', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'iam:DeleteAccessKey');
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    await guarded.guard(event);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });
});

describe('a password that was removed and set again', () => {
  it('is another password: the removal that a crash left unreported is notified', async () => {
    const guarded = givenGuard([PASSWORD]);
    crashOn(guarded.log, 'notifier.publish');
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    guarded.organization.setCredentials(ACCOUNT, [{ ...PASSWORD, createdAt: NOW }]);
    guarded.exceptions.put(givenException({ credentials: ['login-profile'] }));
    await guarded.guard(sweep);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });
});

describe('two runs on the same account at once', () => {
  /** While one run is about to make its call, another one finds a key, removes it, and crashes before it notifies. */
  function crashDuring(guarded: Guard, call: string): void {
    onNth(guarded.log, call, 1, async () => {
      const { organization, log } = guarded;
      const before = organization.credentials(ACCOUNT);
      organization.setCredentials(ACCOUNT, [KEY]);
      crashOn(log, 'notifier.publish');
      await expect(guarded.guard(event)).rejects.toThrow();
      heal(log);
      organization.setCredentials(ACCOUNT, before);
    });
  }

  it('keep the open enforcement that the audit of the other run did not see', async () => {
    const guarded = givenGuard();
    crashDuring(guarded, 'posture.record');
    await guarded.guard(sweep);
    expect(await guarded.openEnforcements()).toHaveLength(1);
    await guarded.guard(event);
    expect(guarded.notified()).toEqual(['credentials-removed']);
  });

  it('keep the open enforcement beside one of another credential', async () => {
    const guarded = givenGuard([OTHER_KEY]);
    crashDuring(guarded, 'breaker.permit');
    await guarded.guard(sweep);
    const [lines] = guarded.notifier.published.map((one) => one.lines.join());
    expect(lines).toContain(`access-key ${OTHER_KEY.id}: removed`);
    expect(lines).toContain(`access-key ${KEY.id}: gone since`);
  });
});

describe('an enforcement whose re-read lagged behind', () => {
  it('is notified as failed, and as done by the audit that finds the credential gone', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.readLagSeconds = 30;
    expect(await guarded.guard(event)).toMatchObject({ type: 'retry', state: 'violating' });
    expect(guarded.notified()).toEqual(['removal-failed']);
    guarded.clock.advance(30);
    await guarded.guard(event);
    expect(guarded.notified()).toEqual(['removal-failed', 'credentials-removed']);
    expect(guarded.notifier.published.at(-1)?.lines.join()).toContain(`Before: access-key ${KEY.id}`);
    await guarded.guard(sweep);
    expect(guarded.notified()).toHaveLength(2);
  });
});

describe('an enforcement that was interrupted while reads lagged behind', () => {
  it('is notified by the run that tries its removals again and finds them done', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.readLagSeconds = 20;
    crashOn(guarded.log, 'notifier.publish');
    await expect(guarded.guard(event)).rejects.toThrow();
    heal(guarded.log);
    await guarded.guard(event);
    expect(guarded.entries('outcome').at(-1)?.results).toMatchObject([{ result: 'already-absent' }]);
    expect(guarded.notified()).toEqual(['credentials-removed']);
    expect(guarded.notifier.published[0]?.lines.join()).toContain(`access-key ${KEY.id}: gone since`);
  });
});

describe('a removal that fails in another way than before', () => {
  it('is notified again, with what was removed meanwhile', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    guarded.log.fail({ call: 'iam:DeleteAccessKey', failure: SCP });
    guarded.log.fail({ call: 'iam:DeleteLoginProfile', times: 3, failure: SCP });
    await guarded.guard(event);
    await guarded.guard(event);
    await guarded.guard(event);
    expect(guarded.notified()).toEqual(['removal-failed', 'removal-failed', 'removal-failed']);
    expect(guarded.notifier.published[1]?.lines.join()).toContain(`access-key ${KEY.id}: removed`);
  });
});

describe('a credential that only the re-read shows', () => {
  it('makes the account unknown and is audited again, as no decision was made on it', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'iam:DeleteAccessKey', 1, () => guarded.organization.addCredential(ACCOUNT, PASSWORD));
    expect(await guarded.guard(event)).toMatchObject({ type: 'retry', state: 'unknown' });
    expect(await guarded.posture()).toMatchObject({
      state: 'unknown',
      failure: { reason: 'readings-disagree' },
    });
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.left()).toEqual([]);
  });
});
