import { type Account, InvalidInputException, OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, it, vi } from 'vitest';
import { createAccountLister } from '../../../../src/aws/organizations/account-lister.ts';
import { parseAccountId } from '../../../../src/domain/account.ts';

const MANAGEMENT = parseAccountId('111111111111');

/** A member whose parents have to be looked up. */
const WITHOUT_PATHS: Account = { Id: '333333333333', Name: 'payments', State: 'ACTIVE' };

/** A lister over a client to which AWS Organizations refuses one call with InvalidInputException. */
function givenListerRefused(refused: string) {
  const client = new OrganizationsClient({ region: 'us-east-1' });
  vi.spyOn(client, 'send').mockImplementation(async (command) => {
    if (command.constructor.name === refused) {
      throw new InvalidInputException({ message: 'invalid', $metadata: {} });
    }
    return { Accounts: [WITHOUT_PATHS] };
  });
  return createAccountLister({ client, managementAccountId: MANAGEMENT });
}

describe('a page of accounts', () => {
  it('is outdated where AWS does not accept the pagination token', async () => {
    const lister = givenListerRefused('ListAccountsCommand');
    expect(await lister.listAccounts('token')).toEqual({ type: 'outdated' });
  });

  it('fails with the call where AWS refuses to list the parents of an account on it', async () => {
    const lister = givenListerRefused('ListParentsCommand');
    await expect(lister.listAccounts('token')).rejects.toMatchObject({
      failure: { call: 'organizations:ListParents', code: 'InvalidInputException' },
    });
  });
});
