import {
  CloseAccountCommand,
  CreateAccountCommand,
  DeregisterDelegatedAdministratorCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  paginateListAccounts,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, TEST_NOW } from '../src/testing/test-sandbox.ts';

const MANAGEMENT = '111111111111';
const DELEGATE = '222222222222';
const MEMBER = '333333333333';
const IAM = 'iam.amazonaws.com';
const WORKLOADS = 'ou-sbox-work0001';
const PRODUCTION = 'ou-sbox-prod0001';

const manyAccounts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(400_000_000_000 + index) }));

async function givenOrganization(options: { readonly accounts?: readonly object[] } = {}) {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { [IAM]: [DELEGATE] },
      organizationalUnits: [
        { id: WORKLOADS, name: 'workloads', parent: 'r-sbox' },
        { id: PRODUCTION, name: 'production', parent: WORKLOADS },
      ],
    },
    accounts: [
      { id: MANAGEMENT },
      { id: DELEGATE },
      {
        id: MEMBER,
        name: 'payments',
        email: 'payments@example.com',
        parent: PRODUCTION,
        joinedMethod: 'INVITED',
        joinedTimestamp: '2026-01-05T09:00:00Z',
      },
      ...(options.accounts ?? []).map((account) => ({ id: '', ...account })),
    ],
  });
  return {
    sandbox,
    organizations: sandbox.client(OrganizationsClient, MANAGEMENT),
    asDelegate: sandbox.client(OrganizationsClient, DELEGATE),
    asMember: sandbox.client(OrganizationsClient, MEMBER),
  };
}

describe('reading the organization', () => {
  test('DescribeAccount returns state, path, and how and when the account joined', async () => {
    const { asDelegate } = await givenOrganization();
    const { Account } = await asDelegate.send(new DescribeAccountCommand({ AccountId: MEMBER }));
    expect(Account).toEqual({
      Id: MEMBER,
      Arn: `arn:aws:organizations::${MANAGEMENT}:account/o-sandbox0001/${MEMBER}`,
      Email: 'payments@example.com',
      Name: 'payments',
      Status: 'ACTIVE',
      State: 'ACTIVE',
      Paths: [`o-sandbox0001/r-sbox/${WORKLOADS}/${PRODUCTION}/${MEMBER}/`],
      JoinedMethod: 'INVITED',
      JoinedTimestamp: new Date('2026-01-05T09:00:00Z'),
    });
  });

  test('ListAccounts returns all accounts once, in pages of at most 20', async () => {
    const { asDelegate } = await givenOrganization({ accounts: manyAccounts(40) });
    const sizes: number[] = [];
    const ids = new Set<string | undefined>();
    for await (const { Accounts = [] } of paginateListAccounts({ client: asDelegate, pageSize: 20 }, {})) {
      sizes.push(Accounts.length);
      for (const { Id } of Accounts) ids.add(Id);
    }
    expect(sizes).toEqual([20, 20, 3]);
    expect(ids.size).toBe(43);
  });

  test('an unknown NextToken is refused', async () => {
    const { asDelegate } = await givenOrganization();
    const call = asDelegate.send(new ListAccountsCommand({ NextToken: 'x' }));
    await expect(call).rejects.toMatchObject({ name: 'InvalidInputException', Reason: 'INVALID_NEXT_TOKEN' });
  });

  test('root, units, accounts and parents are listed', async () => {
    const { asDelegate } = await givenOrganization();
    const root = (await asDelegate.send(new ListRootsCommand({}))).Roots?.[0]?.Id;
    expect(root).toBe('r-sbox');
    const unitsOf = async (ParentId: string) =>
      (await asDelegate.send(new ListOrganizationalUnitsForParentCommand({ ParentId }))).OrganizationalUnits;
    const accountsOf = async (ParentId: string) =>
      (await asDelegate.send(new ListAccountsForParentCommand({ ParentId }))).Accounts?.map(({ Id }) => Id);
    const parentOf = async (ChildId: string) =>
      (await asDelegate.send(new ListParentsCommand({ ChildId }))).Parents?.[0];
    expect(await unitsOf('r-sbox')).toMatchObject([{ Id: WORKLOADS, Name: 'workloads' }]);
    expect(await accountsOf('r-sbox')).toEqual([MANAGEMENT, DELEGATE]);
    expect(await accountsOf(PRODUCTION)).toEqual([MEMBER]);
    expect(await parentOf(MEMBER)).toEqual({ Id: PRODUCTION, Type: 'ORGANIZATIONAL_UNIT' });
    expect(await parentOf(DELEGATE)).toEqual({ Id: 'r-sbox', Type: 'ROOT' });
    const unit = await asDelegate.send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: PRODUCTION }),
    );
    expect(unit.OrganizationalUnit?.Name).toBe('production');
    expect((await errorOf(accountsOf('ou-sbox-none0001'))).code).toBe('ParentNotFoundException');
  });

  test('an ordinary member may only describe the organization', async () => {
    const { asMember } = await givenOrganization();
    const { Organization } = await asMember.send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ Id: 'o-sandbox0001', MasterAccountId: MANAGEMENT });
    expect(await errorOf(asMember.send(new ListAccountsCommand({})))).toEqual({
      code: 'AccessDeniedException',
      status: 400,
      message: "You don't have permissions to access this resource.",
    });
  });

  test('an account of another organization is not found', async () => {
    const { asDelegate } = await givenOrganization();
    const call = asDelegate.send(new DescribeAccountCommand({ AccountId: '999999999999' }));
    expect(await errorOf(call)).toMatchObject({ code: 'AccountNotFoundException', status: 400 });
  });
});

describe('changing the organization', () => {
  const NEW = { AccountName: 'data-lake', Email: 'data-lake@example.com' };

  test('CreateAccount creates an account without root credentials while they are managed', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const { CreateAccountStatus } = await organizations.send(new CreateAccountCommand(NEW));
    expect(CreateAccountStatus).toMatchObject({ State: 'IN_PROGRESS', RequestedTimestamp: TEST_NOW });
    sandbox.clock.advance(3);
    const described = await organizations.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
    );
    expect(described.CreateAccountStatus).toMatchObject({
      State: 'SUCCEEDED',
      AccountName: 'data-lake',
      CompletedTimestamp: new Date(TEST_NOW.getTime() + 3000),
    });
    const account = sandbox.organization.accounts.get(described.CreateAccountStatus?.AccountId ?? '');
    expect(account).toMatchObject({ name: 'data-lake', state: 'ACTIVE', joinedMethod: 'CREATED' });
    expect(account?.root.recoveryAllowed).toBe(false);
  });

  test('CreateAccount creates a root user with a password while root credentials are not managed', async () => {
    const { sandbox, organizations } = await givenOrganization();
    sandbox.organization.features.clear();
    await organizations.send(new CreateAccountCommand(NEW));
    sandbox.clock.advance(3);
    const account = [...sandbox.organization.accounts.values()].find(({ name }) => name === 'data-lake');
    expect(account?.root.recoveryAllowed).toBe(true);
  });

  test('CreateAccount with an e-mail address that is taken fails later', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ ...NEW, Email: 'payments@example.com' }),
    );
    sandbox.clock.advance(3);
    const { CreateAccountStatus: status } = await organizations.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
    );
    expect(status).toMatchObject({ State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' });
  });

  test('MoveAccount moves an account from the source that is named', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const move = (SourceParentId: string, DestinationParentId: string) =>
      organizations.send(new MoveAccountCommand({ AccountId: MEMBER, SourceParentId, DestinationParentId }));
    expect((await errorOf(move('r-sbox', WORKLOADS))).code).toBe('SourceParentNotFoundException');
    expect((await errorOf(move(PRODUCTION, 'ou-sbox-none0001'))).code).toBe(
      'DestinationParentNotFoundException',
    );
    await move(PRODUCTION, WORKLOADS);
    expect(sandbox.organization.accounts.get(MEMBER)?.parent).toBe(WORKLOADS);
  });

  test('CloseAccount leads to PENDING_CLOSURE, then CLOSED, which the older Status calls SUSPENDED', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const describeIt = async () =>
      (await organizations.send(new DescribeAccountCommand({ AccountId: MEMBER }))).Account;
    await organizations.send(new CloseAccountCommand({ AccountId: MEMBER }));
    expect(await describeIt()).toMatchObject({ State: 'PENDING_CLOSURE', Status: 'PENDING_CLOSURE' });
    sandbox.clock.advance(60);
    expect(await describeIt()).toMatchObject({ State: 'CLOSED', Status: 'SUSPENDED' });
  });

  test('RemoveAccountFromOrganization refuses the management account and a delegated administrator', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const remove = (AccountId: string) =>
      organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId }));
    expect((await errorOf(remove(MANAGEMENT))).code).toBe('MasterCannotLeaveOrganizationException');
    expect((await errorOf(remove(DELEGATE))).code).toBe('ConstraintViolationException');
    await remove(MEMBER);
    expect(sandbox.organization.accounts.has(MEMBER)).toBe(false);
  });

  test('a delegated administrator may not change the organization', async () => {
    const { asDelegate } = await givenOrganization();
    expect((await errorOf(asDelegate.send(new CreateAccountCommand(NEW)))).code).toBe(
      'AccessDeniedException',
    );
    const close = asDelegate.send(new CloseAccountCommand({ AccountId: MEMBER }));
    expect((await errorOf(close)).code).toBe('AccessDeniedException');
  });
});

describe('trusted access and delegation', () => {
  test('trusted access is enabled, listed and disabled', async () => {
    const { organizations } = await givenOrganization();
    const services = async () =>
      (
        await organizations.send(new ListAWSServiceAccessForOrganizationCommand({}))
      ).EnabledServicePrincipals?.map(({ ServicePrincipal }) => ServicePrincipal);
    const ServicePrincipal = 'guardduty.amazonaws.com';
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
    expect(await services()).toEqual([IAM, ServicePrincipal]);
    await organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
    expect(await services()).toEqual([IAM]);
  });

  test('a delegated administrator is registered once, only for a trusted service, listed and deregistered', async () => {
    const { organizations } = await givenOrganization();
    const register = (AccountId: string, ServicePrincipal = IAM) =>
      organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal }));
    const listed = async () =>
      (
        await organizations.send(new ListDelegatedAdministratorsCommand({ ServicePrincipal: IAM }))
      ).DelegatedAdministrators?.map(({ Id }) => Id);
    expect((await errorOf(register(DELEGATE))).code).toBe('AccountAlreadyRegisteredException');
    await expect(register(MANAGEMENT)).rejects.toMatchObject({
      Reason: 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
    });
    await expect(register(MEMBER, 'guardduty.amazonaws.com')).rejects.toMatchObject({
      Reason: 'SERVICE_ACCESS_NOT_ENABLED',
    });
    await register(MEMBER);
    expect(await listed()).toEqual([DELEGATE, MEMBER]);

    const deregister = () =>
      organizations.send(
        new DeregisterDelegatedAdministratorCommand({ AccountId: MEMBER, ServicePrincipal: IAM }),
      );
    await deregister();
    expect(await listed()).toEqual([DELEGATE]);
    expect((await errorOf(deregister())).code).toBe('AccountNotRegisteredException');
  });
});
