import { describe, expect, it } from 'vitest';
import { notify } from '../../../../src/guardrail/notify/notify.ts';
import { ACCOUNT } from '../../../support/builders.ts';
import { crashOn, givenGuard, heal, NOW } from '../account/guard-fixture.ts';

const NOTIFICATION = {
  key: 'violation-found',
  account: ACCOUNT,
  fingerprint: 'violation#1',
  lines: ['There is a key.'],
} as const;

const HOUR = 60 * 60;

describe('an notification', () => {
  it('is published, kept as evidence, then remembered and logged', async () => {
    const { deps, calls, notifier, entries, telemetry } = givenGuard();
    await notify(deps, NOTIFICATION, 'incident');
    expect(calls()).toEqual([
      'sentNotifications.wasSent',
      'notifier.publish',
      'ledger.append',
      'sentNotifications.recordSent',
    ]);
    expect(notifier.published).toEqual([{ ...NOTIFICATION, at: NOW }]);
    expect(entries('notification')).toMatchObject([
      { account: ACCOUNT, at: NOW, key: 'violation-found', fingerprint: 'violation#1' },
    ]);
    expect(telemetry.logged).toEqual([
      {
        event: 'notification-sent',
        fields: { account: ACCOUNT, notification: 'violation-found' },
      },
    ]);
  });

  it.each([
    ['condition', 24 * HOUR - 1, 1],
    ['condition', 24 * HOUR, 2],
    ['incident', 90 * 24 * HOUR - 1, 1],
    ['incident', 90 * 24 * HOUR, 2],
  ] as const)('(%s) again after %i seconds has been told %i times', async (kind, seconds, times) => {
    const { deps, told, clock, written } = givenGuard();
    await notify(deps, NOTIFICATION, kind);
    clock.advance(seconds);
    await notify(deps, NOTIFICATION, kind);
    expect(told()).toHaveLength(times);
    expect(written()).toHaveLength(times);
  });

  it('with another fingerprint is another one', async () => {
    const { deps, told } = givenGuard();
    await notify(deps, NOTIFICATION, 'incident');
    await notify(deps, { ...NOTIFICATION, fingerprint: 'violation#2' }, 'incident');
    expect(told()).toHaveLength(2);
  });

  it.each(['notifier.publish', 'sentNotifications.recordSent'])(
    'is told by the next try when %s fails',
    async (call) => {
      const { deps, told, log } = givenGuard();
      crashOn(log, call);
      await expect(notify(deps, NOTIFICATION, 'incident')).rejects.toThrow();
      const before = told().length;
      heal(log);
      await notify(deps, NOTIFICATION, 'incident');
      expect(told()).toHaveLength(before + 1);
    },
  );
});
