import {
  type Account,
  InvalidInputException,
  OrganizationsClient,
  ParentNotFoundException,
} from '@aws-sdk/client-organizations';
import { describe, expect, it, vi } from 'vitest';
import { createAccountLister } from '../../../../src/aws/organizations/account-lister.ts';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';

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

describe('a page with an empty pagination token', () => {
  it('is the last one, as for the paginators of the SDK', async () => {
    const client = new OrganizationsClient({ region: 'us-east-1' });
    vi.spyOn(client, 'send').mockImplementation(async () => ({ Accounts: [], NextToken: '' }));
    const lister = createAccountLister({ client, managementAccountId: MANAGEMENT });
    expect(await lister.listAccounts('token')).toEqual({ type: 'page', accounts: [], next: undefined });
  });
});

describe('the accounts under an organizational unit', () => {
  const above = parseOrganizationalUnitId('ou-ab12-above001');
  const below = parseOrganizationalUnitId('ou-ab12-below001');

  /** `below` is under `above`, and one of the two is deleted before its accounts are listed. */
  async function listUnder(deleted: string): Promise<void> {
    const client = new OrganizationsClient({ region: 'us-east-1' });
    vi.spyOn(client, 'send').mockImplementation(async (command) => {
      const parent: unknown = Reflect.get(command.input, 'ParentId');
      if (parent === deleted) throw new ParentNotFoundException({ message: 'no parent', $metadata: {} });
      return { Accounts: [], OrganizationalUnits: parent === above ? [{ Id: below }] : [] };
    });
    const lister = createAccountLister({ client, managementAccountId: MANAGEMENT });
    for await (const _ of lister.listAccountsUnder(above));
  }

  it('cannot be listed where the unit does not exist', async () => {
    await expect(listUnder(above)).rejects.toMatchObject({ code: 'unknown-organizational-unit' });
  });

  it('have to be listed again where a unit below is deleted meanwhile, as its accounts have moved', async () => {
    await expect(listUnder(below)).rejects.toMatchObject({ code: 'aws-call-failed' });
  });
});

describe('an answer without its list', () => {
  const unit = parseOrganizationalUnitId('ou-ab12-above001');

  /** AWS answers each call with an empty list, but for the field that is left out. */
  function givenListerWithout(field: string) {
    const client = new OrganizationsClient({ region: 'us-east-1' });
    const answer = Object.fromEntries(
      ['Accounts', 'OrganizationalUnits'].filter((name) => name !== field).map((name) => [name, []]),
    );
    vi.spyOn(client, 'send').mockImplementation(async () => answer);
    return createAccountLister({ client, managementAccountId: MANAGEMENT });
  }

  async function drain(items: AsyncIterable<unknown>): Promise<void> {
    for await (const _ of items);
  }

  const failure = (call: string, field: string) => ({
    failure: { reason: 'unexpected', call: `organizations:${call}`, message: `the answer has no ${field}` },
  });

  it('does not end a listing as if there were no more accounts', async () => {
    const lister = givenListerWithout('Accounts');
    await expect(lister.listAccounts(undefined)).rejects.toMatchObject(failure('ListAccounts', 'Accounts'));
    await expect(lister.countAccounts()).rejects.toMatchObject(failure('ListAccounts', 'Accounts'));
    await expect(drain(lister.listAccountsUnder(unit))).rejects.toMatchObject(
      failure('ListAccountsForParent', 'Accounts'),
    );
  });

  it('is not an organizational unit without units below it', async () => {
    const lister = givenListerWithout('OrganizationalUnits');
    await expect(drain(lister.listAccountsUnder(unit))).rejects.toMatchObject(
      failure('ListOrganizationalUnitsForParent', 'OrganizationalUnits'),
    );
  });
});
