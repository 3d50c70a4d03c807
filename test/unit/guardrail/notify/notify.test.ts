import { describe, expect, it } from 'vitest';
import { announce } from '../../../../src/guardrail/notify/notify.ts';
import { ACCOUNT } from '../../../support/builders.ts';
import { crashOn, givenGuard, heal, NOW } from '../account/guard-fixture.ts';

const ANNOUNCEMENT = {
  key: 'violation-found',
  account: ACCOUNT,
  fingerprint: 'violation#1',
  lines: ['There is a key.'],
} as const;

const HOUR = 60 * 60;

describe('an announcement', () => {
  it('is published, kept as evidence, then remembered and logged', async () => {
    const { deps, calls, announcer, entries, telemetry } = givenGuard();
    await announce(deps, ANNOUNCEMENT, 'incident');
    expect(calls()).toEqual([
      'announced.wasAnnounced',
      'announcer.publish',
      'ledger.append',
      'announced.remember',
    ]);
    expect(announcer.published).toEqual([{ ...ANNOUNCEMENT, at: NOW }]);
    expect(entries('announcement')).toMatchObject([
      { account: ACCOUNT, at: NOW, key: 'violation-found', fingerprint: 'violation#1' },
    ]);
    expect(telemetry.logged).toEqual([
      {
        event: 'announcement-published',
        fields: { account: ACCOUNT, announcement: 'violation-found' },
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
    await announce(deps, ANNOUNCEMENT, kind);
    clock.advance(seconds);
    await announce(deps, ANNOUNCEMENT, kind);
    expect(told()).toHaveLength(times);
    expect(written()).toHaveLength(times);
  });

  it('with another fingerprint is another one', async () => {
    const { deps, told } = givenGuard();
    await announce(deps, ANNOUNCEMENT, 'incident');
    await announce(deps, { ...ANNOUNCEMENT, fingerprint: 'violation#2' }, 'incident');
    expect(told()).toHaveLength(2);
  });

  it.each(['announcer.publish', 'announced.remember'])(
    'is told by the next try when %s fails',
    async (call) => {
      const { deps, told, log } = givenGuard();
      crashOn(log, call);
      await expect(announce(deps, ANNOUNCEMENT, 'incident')).rejects.toThrow();
      const before = told().length;
      heal(log);
      await announce(deps, ANNOUNCEMENT, 'incident');
      expect(told()).toHaveLength(before + 1);
    },
  );
});
