import { describe, expect, it } from 'vitest';
import { continueSweep, startSweep } from '../../../../src/guardrail/sweep/sweep.ts';
import { givenPolicy } from '../../../support/builders.ts';
import { Crash, crashOn, heal, NOW } from '../guard-fixture.ts';
import { AMPLE_TIME, givenMembers, givenSweeper, type Sweeper, timeForPages } from '../sweep-fixture.ts';

const ids = (count: number) => givenMembers(count).map(({ id }) => id);

/** Another sweeper records its progress just before the nth write of this one. */
function writeFromOtherSweeper({ log, progress, sweepProgress }: Sweeper, nth: number) {
  let left = nth;
  log.onCall = async ({ name }) => {
    if (name !== 'sweepProgress.write') return;
    left -= 1;
    if (left > 0) return;
    heal(log);
    const current = await progress();
    const theirs = {
      sweepId: 'another',
      startedAt: NOW,
      previousStartedAt: undefined,
      next: undefined,
      accountsQueued: 0,
      finishedAt: undefined,
    };
    const leasedUntil = new Date(NOW.getTime() + 60_000);
    await sweepProgress.write({ ...theirs, ...current, leasedUntil, revision: (current?.revision ?? 0) + 1 });
  };
}

describe('a state of the sweep that cannot be read', () => {
  it.each([
    ['the next sweep', startSweep],
    ['the watch, as it may have been unfinished', continueSweep],
  ] as const)('makes %s start a new sweep in its place', async (_what, run) => {
    const sweeper = givenSweeper(45);
    let reading: Awaited<ReturnType<typeof sweeper.sweepProgress.read>> = {
      type: 'malformed',
      issues: ['startedAt: must be an ISO 8601 time in UTC'],
      revision: 0,
      storedRevision: 'seven',
    };
    const sweepProgress: typeof sweeper.sweepProgress = {
      ...sweeper.sweepProgress,
      read: async () => reading,
      replace: async (malformed, progress) => {
        expect(malformed).toBe(reading);
        return sweepProgress.write(progress);
      },
      write: async (progress) => {
        reading = { type: 'progress', progress };
        return sweeper.sweepProgress.write(progress);
      },
    };
    const outcome = await run({ ...sweeper.deps, sweepProgress }, AMPLE_TIME);
    expect(outcome).toMatchObject({ type: 'finished', accountsQueued: 45 });
    expect(sweeper.queued()).toHaveLength(45);
    expect(sweeper.telemetry.logged).toContainEqual({
      event: 'record-malformed',
      fields: {
        record: 'the state of the sweep',
        issues: ['startedAt: must be an ISO 8601 time in UTC'],
      },
    });
    expect(await sweeper.progress()).toMatchObject({ revision: 4, startedAt: NOW });
  });

  it('is replaced with the next revision, and a run that is overtaken meanwhile queues nothing', async () => {
    const sweeper = givenSweeper(45);
    const revisions: number[] = [];
    const sweepProgress: typeof sweeper.sweepProgress = {
      ...sweeper.sweepProgress,
      read: async () => ({
        type: 'malformed',
        issues: ['startedAt: must be an ISO 8601 time in UTC'],
        revision: 7,
        storedRevision: 7,
      }),
      replace: async (_malformed, { revision }) => {
        revisions.push(revision);
        return 'conflict';
      },
    };
    // The state that the other run wrote does not parse either, so this run knows only its own id.
    expect(await startSweep({ ...sweeper.deps, sweepProgress }, AMPLE_TIME)).toEqual({
      type: 'already-running',
      sweepId: 'id-00000001',
    });
    expect(revisions).toEqual([8]);
    expect(sweeper.queued()).toEqual([]);
  });
});

describe('a sweep', () => {
  it('reads the features, then queues page by page, each before its progress is recorded', async () => {
    const { deps, calls, queued, sweepQueue, telemetry, logged, progress } = givenSweeper(45);
    const outcome = await startSweep(deps, AMPLE_TIME);
    expect(outcome).toEqual({ type: 'finished', sweepId: 'id-00000001', startedAt: NOW, accountsQueued: 45 });
    const page = ['organizations:ListAccounts', 'sweepQueue.send', 'sweepProgress.write'];
    expect(calls()).toEqual([
      'iam:ListOrganizationsFeatures',
      'sweepProgress.read',
      'settings.read',
      'sweepProgress.write',
      ...page,
      ...page,
      ...page,
    ]);
    expect(queued()).toEqual(ids(45));
    expect(sweepQueue.sent[0]).toMatchObject({ sweepId: 'id-00000001', queuedAt: NOW });
    expect(telemetry.total('AccountsQueued')).toBe(45);
    expect(telemetry.total('SweepsFinished')).toBe(1);
    expect(logged()).toEqual(['sweep-started', 'sweep-finished']);
    expect(await progress()).toMatchObject({ finishedAt: NOW, accountsQueued: 45, next: undefined });
  });

  it('records the modes of its deployment, which operators cannot read elsewhere', async () => {
    const { deps, progress } = givenSweeper(1);
    const policy = givenPolicy({
      mode: 'observe',
      organizationalUnitModes: { 'ou-sbox-work0001': 'enforce' },
      accountModes: { '333333333333': 'enforce' },
    });
    await startSweep({ ...deps, initialPolicy: policy }, AMPLE_TIME);
    expect(await progress()).toMatchObject({ modes: { mode: 'observe', overrides: 2 } });
  });

  it('of an organization without members finishes', async () => {
    const { deps, progress } = givenSweeper();
    expect(await startSweep(deps, AMPLE_TIME)).toMatchObject({ type: 'finished', accountsQueued: 0 });
    expect(await progress()).toMatchObject({ finishedAt: NOW });
  });

  it('starts a new one once the previous one has finished', async () => {
    const { deps, queued, clock, progress } = givenSweeper(2);
    const first = await startSweep(deps, AMPLE_TIME);
    clock.advance(3_600);
    const second = await startSweep(deps, AMPLE_TIME);
    expect([first.type, second.type]).toEqual(['finished', 'finished']);
    expect(queued()).toEqual([...ids(2), ...ids(2)]);
    expect(await progress()).toMatchObject({ startedAt: clock.now(), accountsQueued: 2 });
    expect(second).not.toMatchObject({ sweepId: 'id-00000001' });
  });
});

describe('at the end of the time of a run', () => {
  it('a sweep pauses and releases the lease, so that the next run continues at once', async () => {
    const { deps, queued, logged, progress, telemetry } = givenSweeper(45);
    const paused = await startSweep(deps, timeForPages(2));
    expect(paused).toEqual({ type: 'paused', sweepId: 'id-00000001', accountsQueued: 40 });
    expect(await progress()).toMatchObject({ finishedAt: undefined, leasedUntil: NOW });
    const outcome = await continueSweep(deps, AMPLE_TIME);
    expect(outcome).toMatchObject({ type: 'finished', sweepId: 'id-00000001', accountsQueued: 45 });
    expect(queued()).toEqual(ids(45));
    expect(logged()).toEqual(['sweep-started', 'sweep-paused', 'sweep-continued', 'sweep-finished']);
    expect(telemetry.total('SweepsFinished')).toBe(1);
  });

  it.each([
    [20_001, 'finished'],
    [20_000, 'paused'],
  ])('a sweep with %i milliseconds left is %s', async (left, type) => {
    expect(await startSweep(givenSweeper(1).deps, () => left)).toMatchObject({ type });
  });

  it('an unfinished sweep is continued rather than started again', async () => {
    const { deps, queued, progress } = givenSweeper(45);
    await startSweep(deps, timeForPages(1));
    const outcome = await startSweep(deps, AMPLE_TIME);
    expect(outcome).toMatchObject({ type: 'finished', sweepId: 'id-00000001', accountsQueued: 45 });
    expect(queued()).toEqual(ids(45));
    expect(await progress()).toMatchObject({ startedAt: NOW });
  });
});

describe('the lease', () => {
  it('keeps other runs away for two minutes after the last page', async () => {
    const { deps, log, clock, queued } = givenSweeper(45);
    let pages = 0;
    log.onCall = ({ name }) => {
      if (name !== 'organizations:ListAccounts') return;
      pages += 1;
      if (pages === 2) clock.advance(60);
      if (pages === 3) throw new Crash();
    };
    await expect(startSweep(deps, AMPLE_TIME)).rejects.toThrow(Crash);
    heal(log);
    const running = { type: 'already-running', sweepId: 'id-00000001' };
    clock.advance(119);
    expect(await startSweep(deps, AMPLE_TIME)).toEqual(running);
    expect(await continueSweep(deps, AMPLE_TIME)).toEqual(running);
    expect(queued()).toHaveLength(40);
    clock.advance(1);
    expect(await continueSweep(deps, AMPLE_TIME)).toMatchObject({ type: 'finished', accountsQueued: 45 });
    expect(queued()).toEqual(ids(45));
  });

  it('is held from the start, and again when the sweep is continued', async () => {
    const { deps, log, clock } = givenSweeper(45);
    const stopped = async (sweep: typeof startSweep) => {
      crashOn(log, 'organizations:ListAccounts');
      await expect(sweep(deps, AMPLE_TIME)).rejects.toThrow(Crash);
      heal(log);
      clock.advance(119);
      expect(await continueSweep(deps, AMPLE_TIME)).toMatchObject({ type: 'already-running' });
      clock.advance(1);
    };
    await stopped(startSweep);
    await stopped(continueSweep);
    expect(await continueSweep(deps, AMPLE_TIME)).toMatchObject({ type: 'finished' });
  });

  it.each([
    ['starts', 1, 'another', 0],
    ['is under way', 2, 'id-00000001', 20],
  ])('stops the one of two runs that is overtaken when it %s', async (_when, nth, sweepId, queuedBefore) => {
    const sweeper = givenSweeper(45);
    writeFromOtherSweeper(sweeper, nth);
    expect(await startSweep(sweeper.deps, AMPLE_TIME)).toEqual({ type: 'already-running', sweepId });
    expect(sweeper.queued()).toHaveLength(queuedBefore);
    expect(sweeper.logged()).not.toContain('sweep-finished');
  });

  it('stops one of two runs that continue the same sweep at once', async () => {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, timeForPages(1));
    writeFromOtherSweeper(sweeper, 1);
    expect(await continueSweep(sweeper.deps, AMPLE_TIME)).toEqual({
      type: 'already-running',
      sweepId: 'id-00000001',
    });
    expect(sweeper.queued()).toHaveLength(20);
  });
});

describe('a lease that no healthy run has set', () => {
  const HOUR_SECONDS = 3_600;
  const LEASE_SECONDS = 120;
  const secondsOn = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

  async function givenLease(leasedUntil: Date) {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, timeForPages(1));
    const paused = await sweeper.progress();
    if (!paused) throw new Error('no sweep');
    await sweeper.sweepProgress.write({ ...paused, leasedUntil, revision: paused.revision + 1 });
    return sweeper;
  }

  it.each([
    ['the watch', continueSweep],
    ['the next sweep', startSweep],
  ] as const)('as it is longer than any, is taken over by %s and logged', async (_who, run) => {
    const sweeper = await givenLease(secondsOn(LEASE_SECONDS + HOUR_SECONDS + 1));
    expect(await run(sweeper.deps, AMPLE_TIME)).toMatchObject({ type: 'finished', accountsQueued: 45 });
    expect(sweeper.telemetry.logged).toContainEqual({
      event: 'record-malformed',
      fields: {
        record: 'the state of the sweep',
        issues: ['leasedUntil: is longer than a lease, so it was set by a wrong clock or by hand'],
      },
    });
  });

  it('is not one by a clock that is an hour ahead', async () => {
    const sweeper = await givenLease(secondsOn(LEASE_SECONDS + HOUR_SECONDS));
    expect(await continueSweep(sweeper.deps, AMPLE_TIME)).toMatchObject({ type: 'already-running' });
    expect(sweeper.logged()).not.toContain('record-malformed');
  });
});

describe('a listing whose pagination token has expired', () => {
  it('starts again: an account may be queued twice and is never left out', async () => {
    const { deps, lister, queued } = givenSweeper(45);
    await startSweep(deps, timeForPages(1));
    lister.expireTokens();
    expect(await continueSweep(deps, AMPLE_TIME)).toMatchObject({ type: 'finished', accountsQueued: 45 });
    expect(queued()).toEqual([...ids(20), ...ids(45)]);
  });

  it('with no time left is started again by the next run', async () => {
    const { deps, lister, queued, progress } = givenSweeper(45);
    await startSweep(deps, timeForPages(1));
    lister.expireTokens();
    expect(await continueSweep(deps, timeForPages(1))).toMatchObject({ type: 'paused' });
    expect(await progress()).toMatchObject({ next: undefined });
    await continueSweep(deps, AMPLE_TIME);
    expect(queued()).toEqual([...ids(20), ...ids(45)]);
  });
});

describe('the log of a sweep', () => {
  it('has the id of the sweep and the number of queued accounts', async () => {
    const { deps, telemetry } = givenSweeper(45);
    const paused = await startSweep(deps, timeForPages(1));
    const sweepId = 'sweepId' in paused ? paused.sweepId : '';
    await continueSweep(deps, AMPLE_TIME);
    expect(sweepId).not.toBe('');
    expect(telemetry.logged).toMatchObject([
      { event: 'sweep-started', fields: { sweepId } },
      { event: 'sweep-paused', fields: { sweepId, accountsQueued: 20 } },
      { event: 'sweep-continued', fields: { sweepId, accountsQueued: 20 } },
      { event: 'sweep-finished', fields: { sweepId, accountsQueued: 45 } },
    ]);
  });
});

describe('an organization in which no root session can be opened', () => {
  const blocks: readonly (readonly [string, string, (sweeper: Sweeper) => void])[] = [
    [
      'the feature is off',
      'root-credentials-management-off',
      ({ organization }) => organization.features.delete('RootCredentialsManagement'),
    ],
    [
      'trusted access is off',
      'trusted-access-off',
      ({ organization }) => {
        organization.trustedAccess = false;
      },
    ],
    [
      'rootguard is not delegated',
      'not-delegated',
      ({ log }) =>
        log.fail({ call: 'iam:ListOrganizationsFeatures', failure: { reason: 'not-delegated' }, times: 9 }),
    ],
  ];

  it.each(blocks)('because of %s has no sweep, and is notified once', async (_what, reason, block) => {
    const sweeper = givenSweeper(3);
    const { deps, calls, logged, telemetry, notifier } = sweeper;
    block(sweeper);
    const blocked = { type: 'blocked', failure: { reason } };
    expect(await startSweep(deps, AMPLE_TIME)).toMatchObject(blocked);
    expect(await startSweep(deps, AMPLE_TIME)).toMatchObject(blocked);
    expect(calls()).not.toContain('organizations:ListAccounts');
    expect(calls()).not.toContain('sweepProgress.write');
    expect(notifier.published).toMatchObject([{ key: 'organization-blocked', account: 'organization' }]);
    expect(logged().filter((key) => key === 'sweep-blocked')).toHaveLength(2);
    expect(telemetry.total('OrganizationBlocked')).toBe(2);
  });

  it.each(blocks)('because of %s has no sweep continued', async (_what, reason, block) => {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, timeForPages(1));
    block(sweeper);
    expect(await continueSweep(sweeper.deps, AMPLE_TIME)).toMatchObject({
      type: 'blocked',
      failure: { reason },
    });
    expect(sweeper.queued()).toHaveLength(20);
  });

  it.each([
    [['RootSessions'], 'enabled features: RootSessions'],
    [[], 'enabled features: none'],
  ] as const)('says which features are on: %j', async (enabled, message) => {
    const { deps, features, telemetry } = givenSweeper(3);
    features.readFeatures = async () => ({ type: 'readable', enabled });
    const failure = {
      reason: 'root-credentials-management-off',
      call: 'iam:ListOrganizationsFeatures',
      message,
    };
    expect(await startSweep(deps, AMPLE_TIME)).toEqual({ type: 'blocked', failure });
    expect(telemetry.logged).toContainEqual(
      expect.objectContaining({ event: 'sweep-blocked', fields: { failure } }),
    );
  });

  it('does not need root sessions, which are another feature', async () => {
    const { deps, organization } = givenSweeper(3);
    organization.features.delete('RootSessions');
    expect(await startSweep(deps, AMPLE_TIME)).toMatchObject({ type: 'finished' });
  });

  it.each([
    'throttled',
    'not-authorized',
    'credentials-invalid',
    'signature-mismatch',
    'credentials-missing',
  ] as const)('is not assumed where the features cannot be read because of %s', async (reason) => {
    const { deps, log, notified } = givenSweeper(3);
    log.fail({ call: 'iam:ListOrganizationsFeatures', failure: { reason } });
    expect(await startSweep(deps, AMPLE_TIME)).toMatchObject({ type: 'finished' });
    expect(notified()).toEqual([]);
  });
});

describe('no sweep is continued', () => {
  it.each([
    ['where no sweep ever started', false],
    ['when the last one has finished', true],
  ])('%s, and no call is made to AWS', async (_when, started) => {
    const { deps, calls } = givenSweeper(3);
    if (started) await startSweep(deps, AMPLE_TIME);
    const before = calls().length;
    expect(await continueSweep(deps, AMPLE_TIME)).toEqual({ type: 'nothing-to-continue' });
    expect(calls().slice(before)).toEqual(['sweepProgress.read']);
  });
});
