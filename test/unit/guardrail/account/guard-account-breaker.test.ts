import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  givenCredential,
  givenPolicy,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { givenGuard, givenListedSweep, heal, NOW, OPERATOR } from '../guard-fixture.ts';

const KEY = givenCredential('access-key');

describe('the breaker', () => {
  const policy = givenPolicy({ maxAccountsPerHour: 0 });

  it('once open, withholds older credentials and is notified for the organization', async () => {
    const guarded = givenGuard([KEY], { initialPolicy: policy });
    expect(await guarded.guard(givenRequest('operator', NOW))).toMatchObject({
      type: 'done',
      state: 'violating',
      results: [{ result: 'withheld', reason: 'breaker-open' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.notifier.published.map(({ key, account }) => [key, account])).toEqual([
      ['breaker-open', 'organization'],
      ['violation-found', ACCOUNT],
    ]);
    expect(guarded.telemetry.total('BreakerOpen')).toBe(1);
  });

  it('while open, does not withhold what was created just before the event', async () => {
    const fresh = { ...KEY, id: 'AKIAFRESHEXAMPLE', createdAt: NOW };
    const guarded = givenGuard([KEY, fresh], { initialPolicy: policy });
    expect(await guarded.guard(givenRootEvent('access-key', NOW))).toMatchObject({
      results: [
        { credential: KEY, result: 'withheld', reason: 'breaker-open' },
        { credential: fresh, result: 'removed', reason: 'unapproved' },
      ],
    });
    expect(guarded.notified()).toEqual(['breaker-open', 'credentials-removed', 'violation-found']);
  });

  it('while open, delays no removal for a topic that does not answer, and is notified once it does', async () => {
    const fresh = { ...KEY, id: 'AKIAFRESHEXAMPLE', createdAt: NOW };
    const guarded = givenGuard([KEY, fresh], { initialPolicy: policy });
    guarded.log.onCall = ({ name }) => {
      if (name === 'notifier.publish') throw new Error('the topic does not answer');
    };
    await expect(guarded.guard(givenRootEvent('access-key', NOW))).rejects.toThrow();
    expect(guarded.organization.credentials(ACCOUNT)).toEqual([KEY]);
    heal(guarded.log);
    await guarded.guard(givenRootEvent('access-key', NOW));
    expect(guarded.notified().toSorted()).toEqual(['breaker-open', 'credentials-removed', 'violation-found']);
  });

  it('that cannot be read counts as open, is notified once a day, and stops no audit', async () => {
    const fresh = { ...KEY, id: 'AKIAFRESHEXAMPLE', createdAt: NOW };
    const guarded = givenGuard([KEY, fresh]);
    const broken = { type: 'open', since: new Date(0), unreadable: ['accounts: expected Array'] } as const;
    guarded.breaker.permit = async () => broken;
    const guard = () => guarded.guard(givenRootEvent('access-key', NOW));
    expect(await guard()).toMatchObject({
      type: 'done',
      results: [
        { credential: KEY, result: 'withheld', reason: 'breaker-open' },
        { credential: fresh, result: 'removed' },
      ],
    });
    await guard();
    const notified = () => guarded.notifier.published.filter(({ key }) => key === 'breaker-open');
    expect(notified()).toMatchObject([{ lines: [expect.stringContaining('accounts: expected Array'), {}] }]);
    expect(guarded.telemetry.logged.map(({ event }) => event)).toContain('record-malformed');
    guarded.clock.advance(24 * 3600);
    await guard();
    expect(notified()).toHaveLength(2);
  });

  it('is not asked about new credentials, so that nobody can open it on purpose', async () => {
    const guarded = givenGuard([{ ...KEY, createdAt: NOW }], { initialPolicy: policy });
    expect(await guarded.guard(givenRootEvent('access-key', NOW))).toMatchObject({ state: 'compliant' });
    expect(guarded.calls()).not.toContain('breaker.permit');
  });

  it('permits as many accounts as the policy says', async () => {
    const guarded = givenGuard([KEY], { initialPolicy: givenPolicy({ maxAccountsPerHour: 1 }) });
    expect(await guarded.guard(givenListedSweep())).toMatchObject({ state: 'compliant' });
    expect(await guarded.breaker.state(NOW)).toEqual({ type: 'closed', accountsThisHour: 1 });
  });

  it("neither counts nor withholds an operator's command, which the intent records", async () => {
    const guarded = givenGuard([KEY], {
      initialPolicy: givenPolicy({ mode: 'observe', maxAccountsPerHour: 0 }),
    });
    const request = givenRequest('operator', NOW);
    expect(await guarded.guardFor(OPERATOR, request)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.calls()).not.toContain('breaker.permit');
    expect(guarded.entries('intent')[0]).toMatchObject({ operator: OPERATOR });
  });
});
