import { describe, expect, it } from 'vitest';
import { type AccountState, parseAccountId } from '../../../../src/domain/account.ts';
import { type ResolveHomeDependencies, resolveHome } from '../../../../src/guardrail/operate/resolve-home.ts';
import type { AccountLookup } from '../../../../src/guardrail/ports/organization.ts';
import { ACCOUNT, givenAccount } from '../../../support/builders.ts';
import { failure, unreadable } from '../doctor/readings.ts';

const SECURITY = parseAccountId('222222222222');
const OTHER = parseAccountId('444444444444');

const member = (state: AccountState = 'ACTIVE'): AccountLookup => ({
  type: 'member',
  account: givenAccount({ id: SECURITY, name: 'security', state }),
});

function resolve(
  account: string,
  lookup: AccountLookup = member(),
  accounts: ResolveHomeDependencies['accounts'] = listed(true),
) {
  return resolveHome({ directory: { describe: async () => lookup }, accounts }, account);
}

function listed(isComplete: boolean): ResolveHomeDependencies['accounts'] {
  const accounts = [
    { id: SECURITY, name: 'security' },
    { id: ACCOUNT, name: 'payments' },
    { id: OTHER, name: 'payments' },
  ];
  return { type: 'readable', value: { accounts, isComplete } };
}

describe('the home account', () => {
  it.each([SECURITY, 'security'])('is found by id or name: %s', async (account) => {
    expect(await resolve(account)).toEqual({
      type: 'found',
      id: SECURITY,
      organizationalUnits: [],
      unchecked: undefined,
    });
  });

  it('may be the management account', async () => {
    expect(await resolve('111111111111', { type: 'management-account' })).toMatchObject({ type: 'found' });
  });

  it('is taken by its id where the lookup is refused, and the refusal is told', async () => {
    expect(await resolve(SECURITY, { type: 'unreadable', failure })).toEqual({
      type: 'found',
      id: SECURITY,
      organizationalUnits: undefined,
      unchecked: failure,
    });
  });

  it.each([
    ['2222', member(), '"2222" is no account id, which has 12 digits'],
    [
      '999999999999',
      { type: 'not-in-organization', failure } as const,
      'account 999999999999 is not in the organization',
    ],
    [
      SECURITY,
      member('SUSPENDED'),
      'account 222222222222 (security) is SUSPENDED; rootguard needs an ACTIVE account',
    ],
    ['securty', member(), 'the organization has no account named "securty" (did you mean "security"?)'],
    ['payments', member(), '2 accounts are named "payments"; give the id: 333333333333, 444444444444'],
  ])('is refused with the reason: %s', async (account, lookup, issue) => {
    expect(await resolve(account, lookup)).toEqual({ type: 'issue', issue });
  });

  it('is not looked for by name beyond the accounts that were listed', async () => {
    expect(await resolve('late', member(), listed(false))).toEqual({
      type: 'issue',
      issue: 'among the first 3 accounts there is no account named "late"; give its id',
    });
    expect(await resolve('security', member(), unreadable)).toEqual({
      type: 'issue',
      issue: expect.stringMatching(/^the accounts cannot be listed, so give the id \(/),
    });
  });
});
