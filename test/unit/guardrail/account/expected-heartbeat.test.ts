import { describe, expect, it } from 'vitest';
import { ACCOUNT, givenCredential, givenPolicy } from '../../../support/builders.ts';
import { givenGuard, givenListedSweep } from '../guard-fixture.ts';

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
});
