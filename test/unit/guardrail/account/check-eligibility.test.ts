import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import {
  checkEligibility,
  checkEligibilityUncached,
} from '../../../../src/guardrail/account/check-eligibility.ts';
import type { AccountDirectory } from '../../../../src/guardrail/ports/organization.ts';
import { ACCOUNT, givenAccount } from '../../../support/builders.ts';
import { givenGuard, givenListedSweep } from '../guard-fixture.ts';

const MANAGEMENT = parseAccountId('111111111111');

describe('the management account', () => {
  const REJECTED = { type: 'rejected', reason: 'management-account' };
  /** Takes any account for a member. */
  const describeAccount: AccountDirectory['describe'] = async (id) => ({
    type: 'member',
    account: givenAccount({ id }),
  });
  const deps = {
    managementAccountId: MANAGEMENT,
    directory: { describe: describeAccount, describeUncached: describeAccount },
  };

  it('is rejected whatever the directory says', async () => {
    expect(await checkEligibility(deps, MANAGEMENT, [])).toEqual(REJECTED);
    expect(await checkEligibilityUncached(deps, MANAGEMENT)).toEqual(REJECTED);
  });

  it('is rejected whatever the sweeper listed', async () => {
    const listed = givenListedSweep(givenAccount({ id: MANAGEMENT }));
    expect(await checkEligibility(deps, MANAGEMENT, [listed])).toEqual(REJECTED);
  });

  it('is rejected by what the directory says, where its id is not known', async () => {
    const directory: AccountDirectory = {
      describe: async () => ({ type: 'management-account' }),
      describeUncached: async () => ({ type: 'management-account' }),
    };
    expect(await checkEligibilityUncached({ managementAccountId: MANAGEMENT, directory }, ACCOUNT)).toEqual(
      REJECTED,
    );
  });
});

describe('what a sweep listed', () => {
  it('is used without a look-up where the account was ACTIVE', async () => {
    const { deps, awsCalls } = givenGuard();
    const listed = givenAccount({ name: 'as listed' });
    expect(await checkEligibility(deps, ACCOUNT, [givenListedSweep(listed)])).toEqual({
      type: 'eligible',
      account: listed,
    });
    expect(awsCalls()).toEqual([]);
  });

  it.each(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION', 'UNKNOWN'] as const)(
    'is not used where the account was %s, as the listing may be old',
    async (state) => {
      const { deps } = givenGuard();
      const sweep = givenListedSweep(givenAccount({ state }));
      expect(await checkEligibility(deps, ACCOUNT, [sweep])).toEqual({
        type: 'eligible',
        account: givenAccount(),
      });
    },
  );
});

describe('the cache of the directory', () => {
  it('is used for an audit, and never for a removal', async () => {
    const { deps } = givenGuard();
    const stale = givenAccount({ name: 'stale' });
    const directory: AccountDirectory = {
      describe: async () => ({ type: 'member', account: stale }),
      describeUncached: deps.directory.describeUncached,
    };
    const admitting = { ...deps, directory };
    expect(await checkEligibility(admitting, ACCOUNT, [])).toEqual({ type: 'eligible', account: stale });
    expect(await checkEligibilityUncached(admitting, ACCOUNT)).toEqual({
      type: 'eligible',
      account: givenAccount(),
    });
  });
});
