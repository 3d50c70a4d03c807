import { describe, expect, it } from 'vitest';
import { type MemberAccount, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenEvent,
  givenPolicy,
  givenRequest,
} from '../../../support/builders.ts';
import { givenGuard, givenListedSweep, NOW } from '../guard-fixture.ts';

describe('after an audit', () => {
  it.each([
    ['is awaited from an account that the rules cover', true, { awaitingHeartbeatSince: expect.any(Date) }],
    ['is not awaited from any other', false, {}],
  ])('a heartbeat %s', async (_title, isCovered, hearing) => {
    const given = givenGuard([], {
      initialPolicy: givenPolicy({ mode: 'observe' }),
      isCovered: () => isCovered,
    });
    given.muted.add(ACCOUNT);
    await given.guard(givenListedSweep());

    expect((await given.postures.read(ACCOUNT))?.hearing).toEqual(hearing);
  });

  it.each([
    ['is awaited although a list', 'iam:ListAccessKeys', true, { awaitingHeartbeatSince: expect.any(Date) }],
    [
      'is awaited although an MFA device',
      'iam:ListMFADevices',
      true,
      { awaitingHeartbeatSince: expect.any(Date) },
    ],
    ['is not awaited where the summary', 'iam:GetAccountSummary', true, {}],
    ['is not awaited from an account that is not covered where a list', 'iam:ListAccessKeys', false, {}],
  ])('a heartbeat %s could not be read', async (_title, call, isCovered, hearing) => {
    const password = givenCredential('login-profile');
    const given = givenGuard([password], {
      initialPolicy: givenPolicy({ mode: 'observe' }),
      isCovered: () => isCovered,
    });
    given.muted.add(ACCOUNT);
    given.log.fail({ call, times: 10, failure: { reason: 'denied-in-session' } });
    await given.guard(givenListedSweep());

    const stored = await given.postures.read(ACCOUNT);
    expect(stored?.posture?.state).toBe('unknown');
    expect(stored?.hearing).toEqual(hearing);
  });

  const UNIT = parseOrganizationalUnitId('ou-sbox-work0001');
  const MOVED = givenAccount({ organizationalUnits: [UNIT] });
  const ARRIVED: Trigger = { type: 'account-arrived', account: ACCOUNT, at: NOW, event: givenEvent({}) };

  it.each<[string, MemberAccount, Trigger]>([
    ['has just joined', givenAccount({ joinedAt: NOW }), givenListedSweep(givenAccount({ joinedAt: NOW }))],
    ['was moved, by its event', MOVED, ARRIVED],
    ['was moved, by the listing of a sweep', MOVED, givenListedSweep(MOVED)],
  ])(
    'a heartbeat of an account that %s is awaited by another audit an hour later',
    async (_how, account, trigger) => {
      const given = givenGuard();
      if (account === MOVED) await given.guard(givenListedSweep());
      given.muted.add(ACCOUNT);
      given.organization.setAccount(account);
      given.clock.advance(60);
      await given.guard(trigger);
      const awaiting = async () => (await given.postures.read(ACCOUNT))?.hearing.awaitingHeartbeatSince;
      const before = await awaiting();
      const inAnHour = new Date(given.clock.now().getTime() + 3600_000);
      expect(await given.graceEnds.read()).toMatchObject([{ account: ACCOUNT, endsAt: inAnHour }]);
      given.clock.advance(3600);
      await given.guard(givenRequest('grace-ended', given.clock.now()));
      expect(before?.getTime() ?? 0).toBeLessThanOrEqual(NOW.getTime() + 1000);
      expect((await awaiting())?.getTime()).toBeGreaterThan(NOW.getTime() + 3600_000);
    },
  );

  it('is still awaited after a message of a sweep that listed the account before it was moved', async () => {
    const covered = ({ organizationalUnits }: MemberAccount) => organizationalUnits.includes(UNIT);
    const given = givenGuard([], { isCovered: covered });
    given.muted.add(ACCOUNT);
    given.organization.setAccount(MOVED);
    await given.guard(givenListedSweep(MOVED));
    await given.guard(givenListedSweep(givenAccount()));
    const stored = await given.postures.read(ACCOUNT);
    expect(stored?.posture?.organizationalUnits).toEqual([UNIT]);
    expect(stored?.hearing.awaitingHeartbeatSince).toBeDefined();
  });
});
