import { describe, expect, it } from 'vitest';
import { ACCOUNT, givenPolicy } from '../../../support/builders.ts';
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
});
