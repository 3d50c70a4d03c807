import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';

/* What Organizations refuses by the constraints of its API model. Requests are sent raw. */

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const UNIT = 'ou-sbox-work0001';

let sandbox: TestSandbox;
const atEnd: (() => Promise<void>)[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox((close) => atEnd.push(close));
});

afterAll(async () => {
  for (const close of atEnd) await close();
});

async function answerTo(operation: string, input: object) {
  const response = await fetch(sandbox.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSOrganizationsV20161128.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${MANAGEMENT}/20261124/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: JSON.stringify(input),
  });
  const body = await response.text();
  return { status: response.status, error: body === '' ? {} : JSON.parse(body) };
}

const NEW = { AccountName: 'data-lake', Email: 'data-lake@example.com' };
const SCP = 'SERVICE_CONTROL_POLICY';
const POLICY = { Name: 'a', Description: '', Type: SCP, Content: '{}' };
const email = (Email: string): [string, object, string, string] => [
  'CreateAccount',
  { ...NEW, Email },
  'Email',
  'INVALID_PATTERN',
];

describe('Organizations refuses', () => {
  test.each<[string, object, string, string]>([
    ['DescribeAccount', {}, 'AccountId', 'INPUT_REQUIRED'],
    ['DescribeAccount', { AccountId: '33333333333' }, 'AccountId', 'INVALID_PATTERN'],
    ['DescribeAccount', { AccountId: '3333333333333' }, 'AccountId', 'MAX_LENGTH_EXCEEDED'],
    ['CloseAccount', { AccountId: 'payments' }, 'AccountId', 'INVALID_PATTERN'],
    ['RemoveAccountFromOrganization', { AccountId: 'x' }, 'AccountId', 'INVALID_PATTERN'],
    ['ListDelegatedServicesForAccount', { AccountId: 'x' }, 'AccountId', 'INVALID_PATTERN'],
    ['ListAccounts', { MaxResults: 0 }, 'MaxResults', 'MIN_VALUE_EXCEEDED'],
    ['ListAccounts', { MaxResults: 21 }, 'MaxResults', 'MAX_VALUE_EXCEEDED'],
    ['ListRoots', { MaxResults: 21 }, 'MaxResults', 'MAX_VALUE_EXCEEDED'],
    ['ListParents', { ChildId: MEMBER, MaxResults: 21 }, 'MaxResults', 'MAX_VALUE_EXCEEDED'],
    ['ListDelegatedAdministrators', { MaxResults: 21 }, 'MaxResults', 'MAX_VALUE_EXCEEDED'],
    ['ListAWSServiceAccessForOrganization', { MaxResults: 21 }, 'MaxResults', 'MAX_VALUE_EXCEEDED'],
    ['ListAccounts', { NextToken: 'x'.repeat(100_001) }, 'NextToken', 'MAX_LENGTH_EXCEEDED'],
    ['ListAccountsForParent', { ParentId: 'ou-sbox' }, 'ParentId', 'INVALID_PATTERN'],
    ['ListAccountsForParent', { ParentId: 'r-SBOX' }, 'ParentId', 'INVALID_PATTERN'],
    ['ListOrganizationalUnitsForParent', { ParentId: `${UNIT} ` }, 'ParentId', 'INVALID_PATTERN'],
    ['ListParents', { ChildId: 'r-sbox' }, 'ChildId', 'INVALID_PATTERN'],
    [
      'DescribeOrganizationalUnit',
      { OrganizationalUnitId: 'work' },
      'OrganizationalUnitId',
      'INVALID_PATTERN',
    ],
    [
      'DescribeCreateAccountStatus',
      { CreateAccountRequestId: 'car-1' },
      'CreateAccountRequestId',
      'INVALID_PATTERN',
    ],
    [
      'MoveAccount',
      { AccountId: MEMBER, SourceParentId: 'root', DestinationParentId: UNIT },
      'SourceParentId',
      'INVALID_PATTERN',
    ],
    ['MoveAccount', { AccountId: MEMBER, SourceParentId: UNIT }, 'DestinationParentId', 'INPUT_REQUIRED'],
    ['CreateAccount', { AccountName: 'a' }, 'Email', 'INPUT_REQUIRED'],
    ['CreateAccount', { ...NEW, AccountName: '' }, 'AccountName', 'MIN_LENGTH_EXCEEDED'],
    ['CreateAccount', { ...NEW, AccountName: 'x'.repeat(51) }, 'AccountName', 'MAX_LENGTH_EXCEEDED'],
    ['CreateAccount', { ...NEW, AccountName: 'café' }, 'AccountName', 'INVALID_PATTERN'],
    ['CreateAccount', { ...NEW, Email: 'a@b.c' }, 'Email', 'MIN_LENGTH_EXCEEDED'],
    ['CreateAccount', { ...NEW, Email: `${'x'.repeat(60)}@example.com` }, 'Email', 'MAX_LENGTH_EXCEEDED'],
    email('data-lake'),
    email('data-lake@example'),
    email('data lake@example.com'),
    email('.data@example.com'),
    email('data@lake@example.com'),
    email('data(lake)@example.com'),
    email('data@-example.com'),
    email('data@example.com.'),
    email('dätä@example.com'),
    ['CreateAccount', { ...NEW, RoleName: 'a b' }, 'RoleName', 'INVALID_PATTERN'],
    ['CreateAccount', { ...NEW, IamUserAccessToBilling: 'YES' }, 'IamUserAccessToBilling', 'INVALID_ENUM'],
    ['CreateAccount', { ...NEW, Tags: [{ Key: '', Value: '' }] }, 'Tags.1.member.key', 'MIN_LENGTH_EXCEEDED'],
    ['EnableAWSServiceAccess', { ServicePrincipal: 'a service' }, 'ServicePrincipal', 'INVALID_PATTERN'],
    ['DisableAWSServiceAccess', { ServicePrincipal: '' }, 'ServicePrincipal', 'MIN_LENGTH_EXCEEDED'],
    [
      'RegisterDelegatedAdministrator',
      { AccountId: MEMBER, ServicePrincipal: 'x'.repeat(129) },
      'ServicePrincipal',
      'MAX_LENGTH_EXCEEDED',
    ],
    ['DeregisterDelegatedAdministrator', { AccountId: MEMBER }, 'ServicePrincipal', 'INPUT_REQUIRED'],
    ['ListPolicies', {}, 'Filter', 'INPUT_REQUIRED'],
    ['ListPolicies', { Filter: 'POLICY' }, 'Filter', 'INVALID_ENUM'],
    ['ListPoliciesForTarget', { TargetId: UNIT }, 'Filter', 'INPUT_REQUIRED'],
    ['ListPoliciesForTarget', { Filter: SCP }, 'TargetId', 'INPUT_REQUIRED'],
    ['ListPoliciesForTarget', { Filter: SCP, TargetId: 'work' }, 'TargetId', 'INVALID_PATTERN'],
    [
      'ListPoliciesForTarget',
      { Filter: SCP, TargetId: UNIT, MaxResults: 21 },
      'MaxResults',
      'MAX_VALUE_EXCEEDED',
    ],
    ['ListTargetsForPolicy', { PolicyId: 'p-1' }, 'PolicyId', 'INVALID_PATTERN'],
    ['DescribePolicy', {}, 'PolicyId', 'INPUT_REQUIRED'],
    ['DescribePolicy', { PolicyId: `p-${'x'.repeat(129)}` }, 'PolicyId', 'MAX_LENGTH_EXCEEDED'],
    ['CreatePolicy', { ...POLICY, Name: '' }, 'Name', 'MIN_LENGTH_EXCEEDED'],
    ['CreatePolicy', { ...POLICY, Name: 'x'.repeat(129) }, 'Name', 'MAX_LENGTH_EXCEEDED'],
    ['CreatePolicy', { ...POLICY, Description: 'x'.repeat(513) }, 'Description', 'MAX_LENGTH_EXCEEDED'],
    ['CreatePolicy', { ...POLICY, Type: 'scp' }, 'Type', 'INVALID_ENUM'],
    ['CreatePolicy', { ...POLICY, Content: '' }, 'Content', 'MIN_LENGTH_EXCEEDED'],
    ['UpdatePolicy', { PolicyId: 'p-example001', Content: '' }, 'Content', 'MIN_LENGTH_EXCEEDED'],
    ['DeletePolicy', { PolicyId: 'example' }, 'PolicyId', 'INVALID_PATTERN'],
    ['AttachPolicy', { PolicyId: 'p-FullAWSAccess' }, 'TargetId', 'INPUT_REQUIRED'],
    ['DetachPolicy', { TargetId: UNIT }, 'PolicyId', 'INPUT_REQUIRED'],
    ['EnablePolicyType', { RootId: UNIT, PolicyType: SCP }, 'RootId', 'INVALID_PATTERN'],
    ['DisablePolicyType', { RootId: 'r-sbox', PolicyType: 'x' }, 'PolicyType', 'INVALID_ENUM'],
  ])('%s %j for %s', async (operation, input, member, Reason) => {
    const { status, error } = await answerTo(operation, input);
    expect(status).toBe(400);
    expect(error).toMatchObject({ __type: 'InvalidInputException', Reason });
    expect(error.Message).toContain(`(${member}: Member must`);
  });

  test.each([
    ['ListRoots', {}],
    ['ListParents', { ChildId: MEMBER }],
    ['ListAccounts', {}],
    ['ListPolicies', { Filter: SCP }],
    ['ListPoliciesForTarget', { Filter: SCP, TargetId: UNIT }],
    ['ListTargetsForPolicy', { PolicyId: 'p-FullAWSAccess' }],
  ])('%s with an unknown NextToken', async (operation, input) => {
    const { error } = await answerTo(operation, { ...input, NextToken: 'x' });
    expect(error).toMatchObject({ __type: 'InvalidInputException', Reason: 'INVALID_NEXT_TOKEN' });
  });

  test.each([
    ['DescribeAccount', { AccountId: 333333333333 }],
    ['ListAccounts', { MaxResults: '5' }],
    ['ListAccounts', { NextToken: {} }],
  ])('%s %j as a value of another type', async (operation, input) => {
    expect(await answerTo(operation, input)).toMatchObject({
      status: 400,
      error: { __type: 'SerializationException' },
    });
  });
});

describe('Organizations accepts', () => {
  test.each<[string, object]>([
    ['ListAccounts', { MaxResults: 20, NextToken: null }],
    ['ListAccountsForParent', { ParentId: 'r-sbox', MaxResults: 1 }],
    ['ListParents', { ChildId: UNIT }],
    ['ListPoliciesForTarget', { Filter: SCP, TargetId: 'r-sbox', MaxResults: 1 }],
    ['DescribePolicy', { PolicyId: 'p-FullAWSAccess' }],
    ['CreateAccount', { AccountName: 'Data lake (new) & more', Email: 'data.lake+new_1@sub.example.co' }],
  ])('%s %j', async (operation, input) => {
    expect((await answerTo(operation, input)).status).toBe(200);
  });
});
