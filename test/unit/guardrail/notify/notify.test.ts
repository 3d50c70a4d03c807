import { describe, expect, it } from 'vitest';
import { notify } from '../../../../src/guardrail/notify/notify.ts';
import { ACCOUNT } from '../../../support/builders.ts';
import { crashOn, givenGuard, heal, NOW } from '../guard-fixture.ts';

const NOTIFICATION = {
  key: 'violation-found',
  account: ACCOUNT,
  fingerprint: 'violation#1',
  lines: ['There is a key.'],
} as const;

const HOUR = 60 * 60;

describe('a notification', () => {
  it('is published, recorded in the ledger, recorded as sent, and logged', async () => {
    const { deps, calls, notifier, entries, telemetry } = givenGuard();
    await notify(deps, NOTIFICATION, 'once');
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
    ['daily', 24 * HOUR - 1, 1],
    ['daily', 24 * HOUR, 2],
    ['once', 90 * 24 * HOUR - 1, 1],
    ['once', 90 * 24 * HOUR, 2],
  ] as const)('(%s) that is repeated after %i seconds is sent %i times', async (repeat, seconds, times) => {
    const { deps, notified, clock, written } = givenGuard();
    await notify(deps, NOTIFICATION, repeat);
    clock.advance(seconds);
    await notify(deps, NOTIFICATION, repeat);
    expect(notified()).toHaveLength(times);
    expect(written()).toHaveLength(times);
  });

  it('with another fingerprint is sent as well', async () => {
    const { deps, notified } = givenGuard();
    await notify(deps, NOTIFICATION, 'once');
    await notify(deps, { ...NOTIFICATION, fingerprint: 'violation#2' }, 'once');
    expect(notified()).toHaveLength(2);
  });

  it.each(['notifier.publish', 'sentNotifications.recordSent'])(
    'is sent by the next try when %s fails',
    async (call) => {
      const { deps, notified, log } = givenGuard();
      crashOn(log, call);
      await expect(notify(deps, NOTIFICATION, 'once')).rejects.toThrow();
      const before = notified().length;
      heal(log);
      await notify(deps, NOTIFICATION, 'once');
      expect(notified()).toHaveLength(before + 1);
    },
  );
});
