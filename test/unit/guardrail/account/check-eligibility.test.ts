import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { admitAccount, admitAfresh } from '../../../../src/guardrail/account/check-eligibility.ts';
import type { AccountDirectory } from '../../../../src/guardrail/ports/organization.ts';
import { ACCOUNT, givenAccount } from '../../../support/builders.ts';
import { givenGuard, givenListedSweep } from './guard-fixture.ts';

const MANAGEMENT = parseAccountId('111111111111');

describe('the management account', () => {
  const REJECTED = { type: 'rejected', reason: 'management-account' };
  /** Takes any account for a member. */
  const find: AccountDirectory['find'] = async (id) => ({ type: 'member', account: givenAccount({ id }) });
  const deps = { managementAccountId: MANAGEMENT, directory: { find, findAfresh: find } };

  it('is rejected whatever the directory says', async () => {
    expect(await admitAccount(deps, MANAGEMENT, [])).toEqual(REJECTED);
    expect(await admitAfresh(deps, MANAGEMENT)).toEqual(REJECTED);
  });

  it('is rejected whatever the sweeper listed', async () => {
    const listed = givenListedSweep(givenAccount({ id: MANAGEMENT }));
    expect(await admitAccount(deps, MANAGEMENT, [listed])).toEqual(REJECTED);
  });

  it("is rejected on the directory's word too, where its id is not known", async () => {
    const directory: AccountDirectory = {
      find: async () => ({ type: 'management-account' }),
      findAfresh: async () => ({ type: 'management-account' }),
    };
    expect(await admitAfresh({ managementAccountId: MANAGEMENT, directory }, ACCOUNT)).toEqual(REJECTED);
  });
});

describe('a look-up', () => {
  it('from the cache may do for a look, and never for a removal', async () => {
    const { deps } = givenGuard();
    const stale = givenAccount({ name: 'stale' });
    const directory: AccountDirectory = {
      find: async () => ({ type: 'member', account: stale }),
      findAfresh: deps.directory.findAfresh,
    };
    const admitting = { ...deps, directory };
    expect(await admitAccount(admitting, ACCOUNT, [])).toEqual({ type: 'admitted', account: stale });
    expect(await admitAfresh(admitting, ACCOUNT)).toEqual({ type: 'admitted', account: givenAccount() });
  });
});
