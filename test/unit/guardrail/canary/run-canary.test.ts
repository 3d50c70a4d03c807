import { describe, expect, it } from 'vitest';
import type { CanaryStage } from '../../../../src/domain/canary.ts';
import { ACCOUNT, givenCredential, givenPolicy } from '../../../support/builders.ts';
import { MEMORY_ACCESS_KEY_ID } from '../../../support/memory/root-sessions.ts';
import { NOW, OPERATOR, onNth } from '../guard-fixture.ts';
import { givenCanary, givenCanaryEvent } from './canary-fixture.ts';

const OBSERVING = { initialPolicy: givenPolicy({ mode: 'observe' }) };

const seconds = (since: Date, now: Date) => (now.getTime() - since.getTime()) / 1000;

describe('a canary run in enforce mode', () => {
  it('times each hop since the call, in the order of the hops', async () => {
    const { run, left } = givenCanary();
    const told: CanaryStage[] = [];
    const outcome = await run({ onStage: (stage) => told.push(stage) });
    expect(outcome).toEqual({
      type: 'completed',
      mode: 'enforce',
      stages: [
        { name: 'event', ms: 0 },
        { name: 'queue', ms: 6_000 },
        { name: 'audit', ms: 8_000 },
        { name: 'removal', ms: 8_000 },
        { name: 'outcome', ms: 8_000 },
        { name: 'notification', ms: 8_000 },
      ],
      missing: [],
      totalMs: 8_000,
    });
    expect(told).toEqual('stages' in outcome ? outcome.stages : []);
    expect(left()).toEqual([]);
  });

  it('is in the ledger before the password is created, and with its hops afterwards', async () => {
    const { run, entries, log, left } = givenCanary();
    onNth(log, 'iam:CreateLoginProfile', 1, () => {
      expect(entries('canary')).toMatchObject([{ result: 'started' }]);
    });
    await run();
    expect(entries('canary')).toMatchObject([
      { result: 'started', by: OPERATOR.by, mode: 'enforce', accessKeyId: MEMORY_ACCESS_KEY_ID },
      { result: 'completed', missing: [], totalMs: 8_000, stages: [{ name: 'event' }, {}, {}, {}, {}, {}] },
    ]);
    expect(left()).toEqual([]);
  });

  it('leaves the removal to the guardrail, which has a notification of its own for it', async () => {
    const { run, entries, notified, calls } = givenCanary();
    await run();
    expect(entries('intent')).toMatchObject([{ decisions: [{ reason: 'unapproved' }] }]);
    expect(notified()).toEqual(['canary-removed']);
    expect(calls().filter((name) => name === 'iam:DeleteLoginProfile')).toHaveLength(1);
  });

  it('is left out of what the guardrail counts, and measured by itself', async () => {
    const { run, telemetry } = givenCanary();
    await run({ lateAfterSeconds: 60 });
    expect(telemetry.total('CredentialsRemoved')).toBe(0);
    expect(telemetry.counted('EventToRemovalMilliseconds')).toBe(false);
    expect(telemetry.total('CanarySeconds')).toBe(8);
    expect(telemetry.total('CanaryFailures')).toBe(0);
  });

  it('that is late has completed, and counts as failed', async () => {
    const { run, telemetry } = givenCanary();
    expect(await run({ lateAfterSeconds: 5 })).toMatchObject({ type: 'completed' });
    expect(telemetry.total('CanaryFailures')).toBe(1);
  });

  it('names what it has not seen, and removes the password itself', async () => {
    const { run, entries, left, telemetry, notified, clock } = givenCanary([], { deaf: true });
    const outcome = await run({ timeoutSeconds: 20 });
    expect(outcome).toMatchObject({
      type: 'incomplete',
      stages: [{ name: 'removed-by-canary', ms: 20_000 }],
      missing: ['event', 'queue', 'audit', 'removal', 'outcome', 'notification'],
      totalMs: 20_000,
    });
    expect(seconds(NOW, clock.now())).toBe(20);
    expect(left()).toEqual([]);
    expect(entries('outcome')).toMatchObject([
      { results: [{ reason: 'created-by-canary', result: 'removed' }] },
    ]);
    expect(entries('canary').at(-1)).toMatchObject({ result: 'incomplete' });
    expect(telemetry.total('CanaryFailures')).toBe(1);
    expect(notified()).toEqual([]);
  });

  it('that nobody sees the result of notifies a failure', async () => {
    const { run, notified, notifier } = givenCanary([], { deaf: true });
    await run({ timeoutSeconds: 5, notifiesFailures: true });
    expect(notified()).toEqual(['canary-failed']);
    expect(notifier.published[0]?.lines.join(' ')).toContain('Not seen: event, queue');
  });

  it('is not complete without a read of its own that shows that the password is gone', async () => {
    const { run, log } = givenCanary();
    let isCreated = false;
    log.onCall = ({ name }) => {
      isCreated ||= name === 'iam:CreateLoginProfile';
      // The canary's own read is the only one outside an inventory.
      const last = log.calls.at(-2)?.name;
      if (isCreated && name === 'iam:GetLoginProfile' && last === 'ledger.read') {
        log.fail({ call: name });
      }
    };
    expect(await run({ timeoutSeconds: 20 })).toMatchObject({
      type: 'incomplete',
      missing: ['removal'],
    });
  });

  it('does not take a read that lags behind the creation for a removal', async () => {
    const { run, organization } = givenCanary();
    organization.readLagSeconds = 3;
    expect(await run()).toMatchObject({
      type: 'completed',
      stages: [{}, {}, {}, { name: 'removal' }, {}, {}],
    });
    const early = givenCanary([], { deaf: true });
    early.organization.readLagSeconds = 30;
    expect(await early.run({ timeoutSeconds: 5 })).toMatchObject({ type: 'incomplete' });
    expect(early.left()).toEqual([]);
  });

  it('stops watching where it is interrupted, and cleans up', async () => {
    const { run, left, clock } = givenCanary([], { deaf: true });
    expect(await run({ interrupted: AbortSignal.abort() })).toMatchObject({ type: 'incomplete' });
    expect(left()).toEqual([]);
    expect(clock.now()).toEqual(NOW);
  });
});

describe('a canary run in observe mode', () => {
  it('sees that the password was found, removes it itself, and says so', async () => {
    const { run, left, notified, posture, entries } = givenCanary([], OBSERVING);
    expect(await run()).toEqual({
      type: 'completed',
      mode: 'observe',
      stages: [
        { name: 'event', ms: 0 },
        { name: 'queue', ms: 6_000 },
        { name: 'audit', ms: 8_000 },
        { name: 'notification', ms: 8_000 },
        { name: 'removed-by-canary', ms: 8_000 },
      ],
      missing: [],
      totalMs: 8_000,
    });
    expect(left()).toEqual([]);
    expect(notified()).toEqual(['canary-found']);
    expect(entries('intent')).toMatchObject([
      { operator: { by: OPERATOR.by }, decisions: [{ reason: 'created-by-canary' }] },
    ]);
    expect(await posture()).toMatchObject({ state: 'compliant' });
  });

  it('is that of a deployment that cannot delete, whatever the settings say', async () => {
    const { run } = givenCanary([], { remover: undefined });
    expect(await run()).toMatchObject({ type: 'completed', mode: 'observe' });
  });

  it('removes nothing but its own password', async () => {
    const { run, log, organization, left } = givenCanary([], OBSERVING);
    onNth(log, 'iam:CreateLoginProfile', 1, () =>
      organization.addCredential(ACCOUNT, givenCredential('access-key')),
    );
    await run({ timeoutSeconds: 10 });
    expect(left()).toEqual(['access-key']);
  });
});

describe('a notification of a removal', () => {
  it('is an ordinary one where another session has created the password during a run', async () => {
    const { run, notified, guard, organization, clock } = givenCanary([], { deaf: true });
    await run({ timeoutSeconds: 5 });
    organization.addCredential(ACCOUNT, { ...givenCredential('login-profile'), createdAt: clock.now() });
    await guard(givenCanaryEvent(clock.now(), 'ASIAATTACKEREXAMPLE'));
    expect(notified()).toEqual(['credentials-removed']);
  });

  it('is an ordinary one where the record of the run cannot be read', async () => {
    const { run, log, notified } = givenCanary();
    let reads = 0;
    log.onCall = ({ name }) => {
      if (name !== 'canaryRuns.read') return;
      reads += 1;
      if (reads > 1) throw new Error('the table does not answer');
    };
    expect(await run()).toMatchObject({ type: 'completed' });
    expect(notified()).toEqual(['credentials-removed']);
  });

  it('is an ordinary one where the record of the run does not parse, and that is logged', async () => {
    const { run, log, canaryRuns, notified, telemetry } = givenCanary();
    onNth(log, 'iam:CreateLoginProfile', 1, () => canaryRuns.corrupt(ACCOUNT));
    await run();
    expect(notified()).toEqual(['credentials-removed']);
    expect(telemetry.logged).toContainEqual(
      expect.objectContaining({
        event: 'record-malformed',
        fields: expect.objectContaining({ record: `the latest canary run in ${ACCOUNT}` }),
      }),
    );
  });
});

describe('a canary run for which AWS opens no session to create a password', () => {
  it('has created none, says why, and leaves the next run free', async () => {
    const { run, log, calls, entries } = givenCanary();
    // The first session is that of the audit before.
    let sessions = 0;
    log.onCall = ({ name }) => {
      if (name !== 'sts:AssumeRoot') return;
      sessions += 1;
      if (sessions === 2) log.fail({ call: name });
    };
    expect(await run()).toMatchObject({
      type: 'not-created',
      isUncertain: false,
      failure: { call: 'sts:AssumeRoot' },
    });
    expect(calls()).not.toContain('iam:CreateLoginProfile');
    expect(entries('canary')).toMatchObject([{ result: 'not-created', failure: { call: 'sts:AssumeRoot' } }]);
    expect(await run()).toMatchObject({ type: 'completed' });
  });
});
