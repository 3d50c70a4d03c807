import { describe, expect, it } from 'vitest';
import { notify, notifyAtMost } from '../../../../src/guardrail/notify/notify.ts';
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

describe('a notification of which there may be many', () => {
  const LIMIT = { group: 'violations#today', max: 2, line: 'There are more.' } as const;
  const numbered = (number: number) => ({ ...NOTIFICATION, fingerprint: `violation#${number}` });

  it('is published up to the limit of its group, and what exceeds that as one', async () => {
    const { deps, notifier } = givenGuard();
    for (const number of [1, 2, 3, 4]) await notifyAtMost(deps, numbered(number), LIMIT);
    expect(notifier.published.map(({ fingerprint }) => fingerprint)).toEqual([
      'violation#1',
      'violation#2',
      'violations#today#more',
    ]);
    expect(notifier.published.at(-1)?.lines).toEqual(['There are more.']);
    await notifyAtMost(deps, numbered(5), { ...LIMIT, group: 'violations#tomorrow' });
    expect(notifier.published.at(-1)?.fingerprint).toBe('violation#5');
  });

  it('counts once, however often it is delivered, also when the limit is reached', async () => {
    const { deps, notifier } = givenGuard();
    for (const number of [1, 1, 1, 2, 1, 2]) await notifyAtMost(deps, numbered(number), LIMIT);
    expect(notifier.published.map(({ fingerprint }) => fingerprint)).toEqual(['violation#1', 'violation#2']);
  });

  it('is published again after a while where it says so, and counts again', async () => {
    const { deps, notifier, clock } = givenGuard();
    await notifyAtMost(deps, numbered(1), { ...LIMIT, repeat: 'hourly' });
    await notifyAtMost(deps, numbered(2), LIMIT);
    clock.advance(HOUR);
    await notifyAtMost(deps, numbered(2), LIMIT);
    await notifyAtMost(deps, numbered(1), { ...LIMIT, repeat: 'hourly' });
    expect(notifier.published.map(({ fingerprint }) => fingerprint)).toEqual([
      'violation#1',
      'violation#2',
      'violations#today#more',
    ]);
  });
});
