import { type Account, AccountNotFoundException, OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, it, vi } from 'vitest';
import { createAccountDirectory } from '../../../../src/aws/organizations/account-directory.ts';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { createMemoryClock } from '../../../support/memory/clock.ts';

const MANAGEMENT = parseAccountId('111111111111');
const MEMBER = parseAccountId('333333333333');
const OTHER = parseAccountId('444444444444');

/** A directory over a client that answers from a list, and the account ids that it was asked for. */
function givenDirectory(options: { accounts?: readonly Account[]; cacheSize?: number } = {}) {
  const { accounts = [described(MEMBER), described(OTHER)], ...rest } = options;
  const known = new Map(accounts.map((account) => [account.Id, account]));
  const client = new OrganizationsClient({ region: 'us-east-1' });
  const asked: string[] = [];
  vi.spyOn(client, 'send').mockImplementation(async (command) => {
    const id = Reflect.get(command.input, 'AccountId');
    asked.push(id);
    const account = known.get(id);
    if (account === undefined) throw new AccountNotFoundException({ message: 'no', $metadata: {} });
    return { Account: account };
  });
  const clock = createMemoryClock();
  const directory = createAccountDirectory({ client, managementAccountId: MANAGEMENT, clock, ...rest });
  return { directory, clock, asked, known };
}

function described(id: string): Account {
  return { Id: id, Name: 'payments', State: 'ACTIVE', Paths: [`o-a1b2c3d4e5/r-f6g7/${id}/`] };
}

describe('account directory', () => {
  it('caches a member for five minutes', async () => {
    const { directory, clock, asked } = givenDirectory();
    await directory.describe(MEMBER);
    clock.advance(299);
    await directory.describe(MEMBER);
    expect(asked).toEqual([MEMBER]);
    clock.advance(1);
    await directory.describe(MEMBER);
    expect(asked).toEqual([MEMBER, MEMBER]);
  });

  it('bypasses the cache for describeUncached, and caches the answer', async () => {
    const { directory, asked, known } = givenDirectory();
    await directory.describe(MEMBER);
    known.set(MEMBER, { ...described(MEMBER), Name: 'renamed' });
    expect(await directory.describeUncached(MEMBER)).toMatchObject({ account: { name: 'renamed' } });
    expect(await directory.describe(MEMBER)).toMatchObject({ account: { name: 'renamed' } });
    expect(asked).toEqual([MEMBER, MEMBER]);
  });

  it.each(['PENDING_ACTIVATION', 'SUSPENDED', 'A_STATE_OF_NEXT_YEAR'])(
    'does not cache an account that is %s: it may be ACTIVE soon',
    async (state) => {
      const { directory, known } = givenDirectory();
      await directory.describe(MEMBER);
      known.set(MEMBER, { ...described(MEMBER), State: state as 'ACTIVE' });
      expect(await directory.describeUncached(MEMBER)).toMatchObject({ account: { id: MEMBER } });
      known.set(MEMBER, described(MEMBER));
      expect(await directory.describe(MEMBER)).toMatchObject({ account: { state: 'ACTIVE' } });
    },
  );

  it('does not cache accounts that are no members, and evicts those that no longer are', async () => {
    const { directory, known } = givenDirectory({ accounts: [] });
    expect(await directory.describe(MEMBER)).toMatchObject({
      type: 'not-in-organization',
      failure: { call: 'organizations:DescribeAccount', code: 'AccountNotFoundException' },
    });
    known.set(MEMBER, described(MEMBER));
    expect(await directory.describe(MEMBER)).toMatchObject({ type: 'member' });
    known.delete(MEMBER);
    expect(await directory.describeUncached(MEMBER)).toMatchObject({ type: 'not-in-organization' });
    expect(await directory.describe(MEMBER)).toMatchObject({ type: 'not-in-organization' });
  });

  it('makes one call for concurrent look-ups of an account', async () => {
    const { directory, asked } = givenDirectory();
    const found = await Promise.all([
      directory.describe(MEMBER),
      directory.describe(MEMBER),
      directory.describe(OTHER),
    ]);
    expect(found.map(({ type }) => type)).toEqual(['member', 'member', 'member']);
    expect(asked).toEqual([MEMBER, OTHER]);
  });

  it('caches no more accounts than its size', async () => {
    const { directory, asked } = givenDirectory({ cacheSize: 1 });
    await directory.describe(MEMBER);
    await directory.describe(OTHER);
    await directory.describe(OTHER);
    await directory.describe(MEMBER);
    expect(asked).toEqual([MEMBER, OTHER, MEMBER]);
  });

  it('makes no call for the management account', async () => {
    const { directory, asked } = givenDirectory();
    expect(await directory.describe(MANAGEMENT)).toEqual({ type: 'management-account' });
    expect(await directory.describeUncached(MANAGEMENT)).toEqual({ type: 'management-account' });
    expect(asked).toEqual([]);
  });

  it('rejects an answer about another account', async () => {
    const { directory, known } = givenDirectory();
    known.set(MEMBER, described(OTHER));
    expect(await directory.describe(MEMBER)).toMatchObject({ type: 'unreadable' });
  });

  it.each([
    [{ State: 'PENDING_CLOSURE', Status: 'ACTIVE' }, 'PENDING_CLOSURE'],
    [{ State: undefined, Status: 'SUSPENDED' }, 'SUSPENDED'],
    [{ State: undefined, Status: undefined }, 'UNKNOWN'],
    [{ State: 'A_STATE_OF_NEXT_YEAR' as 'ACTIVE', Status: undefined }, 'UNKNOWN'],
  ] as const)('reads the state from State before Status: %j', async (states, state) => {
    const { directory } = givenDirectory({ accounts: [{ ...described(MEMBER), ...states }] });
    expect(await directory.describe(MEMBER)).toMatchObject({ account: { state } });
  });
});
