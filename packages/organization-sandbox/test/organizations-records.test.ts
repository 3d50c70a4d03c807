import {
  EnableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootSessionsCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CloseAccountCommand,
  CreatePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  LeaveOrganizationCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MANAGEMENT = '111111111111';
const DELEGATE = '222222222222';
const MEMBER = '333333333333';
const IAM = 'iam.amazonaws.com';
const Content = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' },
});

async function givenOrganization(organization: object = {}, member: object = {}) {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { [IAM]: [DELEGATE] },
      ...organization,
    },
    accounts: [{ id: MANAGEMENT }, { id: DELEGATE }, { id: MEMBER, ...member }],
  });
  const received = await recordEvents(sandbox, MANAGEMENT);
  return { sandbox, received, organizations: sandbox.client(OrganizationsClient, MANAGEMENT) };
}

/** The parts of events in which their records differ. */
const brief = (events: readonly { readonly detail: Record<string, unknown> }[]) =>
  events.map(({ detail }) => [detail.eventName, detail.requestParameters, detail.responseElements]);

describe('Organizations records in the management account', () => {
  test('each change of a service control policy', async () => {
    const { organizations, received } = await givenOrganization();
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({ Name: 'no-users', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content }),
    );
    const PolicyId = Policy?.PolicySummary?.Id ?? '';
    await received();
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: MEMBER }));
    await organizations.send(new UpdatePolicyCommand({ PolicyId, Content, Name: 'renamed' }));
    await organizations.send(new DetachPolicyCommand({ PolicyId, TargetId: MEMBER }));
    const PolicyType = 'SERVICE_CONTROL_POLICY' as const;
    await organizations.send(new DisablePolicyTypeCommand({ RootId: 'r-sbox', PolicyType }));
    const ofMember = { targetId: MEMBER, policyId: PolicyId };
    expect(brief(await received())).toEqual([
      ['AttachPolicy', ofMember, null],
      [
        'UpdatePolicy',
        { policyId: PolicyId, name: 'renamed', content: Content },
        {
          policy: {
            policySummary: expect.objectContaining({ id: PolicyId, name: 'renamed', type: PolicyType }),
            content: Content,
          },
        },
      ],
      ['DetachPolicy', ofMember, null],
      [
        'DisablePolicyType',
        { rootId: 'r-sbox', policyType: PolicyType },
        { root: expect.objectContaining({ policyTypes: [{ type: PolicyType, status: 'ENABLED' }] }) },
      ],
    ]);
  });

  test('a new delegated administrator, and accounts that are closed or removed', async () => {
    const { organizations, received, sandbox } = await givenOrganization();
    const registered = { AccountId: MEMBER, ServicePrincipal: IAM };
    await organizations.send(new RegisterDelegatedAdministratorCommand(registered));
    await sandbox.control('POST', 'join', { id: '444444444444' });
    await organizations.send(new CloseAccountCommand({ AccountId: '444444444444' }));
    await organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId: '444444444444' }));
    expect(brief(await received())).toEqual([
      ['RegisterDelegatedAdministrator', { accountId: MEMBER, servicePrincipal: IAM }, null],
      ['AccountJoinedOrganization', null, null],
      ['CloseAccount', { accountId: '444444444444' }, null],
      ['AccountDepartedOrganization', null, null],
      ['RemoveAccountFromOrganization', { accountId: '444444444444' }, null],
    ]);
  });

  test('features that are enabled again', async () => {
    const { sandbox, received } = await givenOrganization({ id: 'o-sandbox0001', features: [] });
    const iam = sandbox.client(IAMClient, MANAGEMENT);
    await iam.send(new EnableOrganizationsRootSessionsCommand({}));
    await iam.send(new EnableOrganizationsRootCredentialsManagementCommand({}));
    const organizationId = 'o-sandbox0001';
    const both = ['RootSessions', 'RootCredentialsManagement'];
    expect(brief(await received())).toEqual([
      ['EnableOrganizationsRootSessions', null, { organizationId, enabledFeatures: ['RootSessions'] }],
      ['EnableOrganizationsRootCredentialsManagement', null, { organizationId, enabledFeatures: both }],
    ]);
  });
});

describe('LeaveOrganization', () => {
  test('lets a member leave, which the management account is told', async () => {
    const { sandbox, received } = await givenOrganization();
    const member = await recordEvents(sandbox, MEMBER);
    await sandbox.client(OrganizationsClient, MEMBER).send(new LeaveOrganizationCommand({}));
    expect(sandbox.organization.accounts.has(MEMBER)).toBe(false);
    expect(await received()).toMatchObject([
      {
        detail: {
          eventName: 'AccountDepartedOrganization',
          eventType: 'AwsServiceEvent',
          serviceEventDetails: { accountId: MEMBER, departureMethod: 'Left' },
        },
      },
    ]);
    await expect(member()).rejects.toThrow('security token');
  });

  test('that a policy denies is recorded in the member', async () => {
    const { sandbox, received } = await givenOrganization(
      {},
      {
        deniedByScp: ['organizations:LeaveOrganization'],
      },
    );
    const member = await recordEvents(sandbox, MEMBER);
    const left = sandbox.client(OrganizationsClient, MEMBER).send(new LeaveOrganizationCommand({}));
    expect(await errorOf(left)).toMatchObject({ code: 'AccessDeniedException' });
    expect(sandbox.organization.accounts.has(MEMBER)).toBe(true);
    expect(await received()).toEqual([]);
    expect(await member()).toMatchObject([
      { detail: { eventName: 'LeaveOrganization', errorCode: 'AccessDenied', requestParameters: null } },
    ]);
  });

  test.each([
    ['the management account', MANAGEMENT, 'MasterCannotLeaveOrganizationException'],
    ['a delegated administrator', DELEGATE, 'ConstraintViolationException'],
  ])('is refused to %s', async (_what, account, code) => {
    const { sandbox } = await givenOrganization();
    const left = sandbox.client(OrganizationsClient, account).send(new LeaveOrganizationCommand({}));
    expect(await errorOf(left)).toMatchObject({ code });
  });
});
