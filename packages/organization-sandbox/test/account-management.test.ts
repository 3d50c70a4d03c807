import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const ROOT_KEY = 'AKIAROOT333333333333';
const CONTACT = {
  AlternateContactType: 'SECURITY',
  EmailAddress: 'security@example.com',
  Name: 'Security',
  PhoneNumber: '+1 555 0100',
  Title: 'Officer',
};

async function givenAccounts(trustedServices = ['account.amazonaws.com']) {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: { managementAccountId: MANAGEMENT, trustedServices },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER, root: { accessKeys: [{ id: ROOT_KEY }] } }],
  });
  /** As the SDK sends it: a POST to a path with the name of the operation, its first letter in lower case. */
  async function call(caller: string, operation: string, input: object = {}) {
    const response = await fetch(
      `${sandbox.endpoint}/${operation.charAt(0).toLowerCase()}${operation.slice(1)}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `AWS4-HMAC-SHA256 Credential=${caller}/20261124/eu-west-1/account/aws4_request, SignedHeaders=host, Signature=0`,
        },
        body: JSON.stringify(input),
      },
    );
    return {
      status: response.status,
      error: response.headers.get('x-amzn-errortype'),
      body: await response.json(),
    };
  }
  return { sandbox, call };
}

describe('Account Management', () => {
  test('keeps contacts that the root user changes, and records the alternate one in clear, in us-east-1', async () => {
    const { sandbox, call } = await givenAccounts();
    const received = await recordEvents(sandbox, MEMBER);
    expect(await call(ROOT_KEY, 'PutAlternateContact', CONTACT)).toMatchObject({ status: 200 });
    const ContactInformation = { FullName: 'Somebody', City: 'Berlin' };
    expect(await call(ROOT_KEY, 'PutContactInformation', { ContactInformation })).toMatchObject({
      status: 200,
    });
    const ofType = { AlternateContactType: 'SECURITY' };
    expect((await call(MEMBER, 'GetAlternateContact', ofType)).body).toEqual({ AlternateContact: CONTACT });
    expect((await call(MEMBER, 'GetContactInformation')).body).toEqual({ ContactInformation });
    expect(await call(MEMBER, 'DeleteAlternateContact', ofType)).toMatchObject({ status: 200 });
    expect(await call(MEMBER, 'GetAlternateContact', ofType)).toMatchObject({
      status: 404,
      error: 'ResourceNotFoundException',
    });
    expect(await received()).toMatchObject([
      {
        source: 'aws.account',
        account: MEMBER,
        region: 'us-east-1',
        detail: {
          eventSource: 'account.amazonaws.com',
          eventName: 'PutAlternateContact',
          userIdentity: { type: 'Root' },
          requestParameters: {
            alternateContactType: 'SECURITY',
            emailAddress: 'security@example.com',
            name: 'Security',
            title: 'Officer',
          },
        },
      },
      {
        detail: {
          eventName: 'PutContactInformation',
          requestParameters: { contactInformation: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        },
      },
      { detail: { eventName: 'DeleteAlternateContact' } },
    ]);
  });

  test('changes the address of a member in two steps, and records both in both accounts without it', async () => {
    const { sandbox, call } = await givenAccounts();
    const management = await recordEvents(sandbox, MANAGEMENT);
    const member = await recordEvents(sandbox, MEMBER);
    const update = { AccountId: MEMBER, PrimaryEmail: 'taken-over@example.com' };
    const accept = { ...update, Otp: 'a1b2c3' };
    expect(await call(MANAGEMENT, 'AcceptPrimaryEmailUpdate', accept)).toMatchObject({
      status: 409,
      error: 'ConflictException',
    });
    expect((await call(MANAGEMENT, 'StartPrimaryEmailUpdate', update)).body).toEqual({ Status: 'PENDING' });
    expect(sandbox.organization.accounts.get(MEMBER)?.email).toBe(`${MEMBER}@example.com`);
    expect((await call(MANAGEMENT, 'AcceptPrimaryEmailUpdate', accept)).body).toEqual({ Status: 'ACCEPTED' });
    expect((await call(MANAGEMENT, 'GetPrimaryEmail', { AccountId: MEMBER })).body).toEqual({
      PrimaryEmail: 'taken-over@example.com',
    });
    const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';
    const [failed, started, accepted] = await management();
    expect(failed.detail).toMatchObject({ errorCode: 'ConflictException' });
    expect(started.detail).toMatchObject({
      eventName: 'StartPrimaryEmailUpdate',
      requestParameters: { accountId: MEMBER, primaryEmail: hidden },
      responseElements: { status: 'PENDING' },
      recipientAccountId: MANAGEMENT,
    });
    expect(accepted.detail).toMatchObject({ requestParameters: { primaryEmail: hidden, otp: hidden } });
    const inMember = await member();
    expect(inMember).toMatchObject([
      {
        account: MEMBER,
        detail: {
          eventName: 'StartPrimaryEmailUpdate',
          userIdentity: { accountId: MANAGEMENT },
          recipientAccountId: MEMBER,
          sharedEventID: started.detail.sharedEventID,
        },
      },
      { detail: { eventName: 'AcceptPrimaryEmailUpdate' } },
    ]);
    expect(inMember[0].detail.eventID).not.toBe(started.detail.eventID);
  });

  test('changes the name of an account, which its record masks', async () => {
    const { sandbox, call } = await givenAccounts();
    const received = await recordEvents(sandbox, MEMBER);
    expect(await call(MEMBER, 'PutAccountName', { AccountName: 'sandbox' })).toMatchObject({ status: 200 });
    expect((await call(MEMBER, 'GetAccountInformation')).body).toMatchObject({ AccountName: 'sandbox' });
    expect(await received()).toMatchObject([
      { detail: { eventName: 'PutAccountName', requestParameters: { accountName: '****' } } },
    ]);
  });

  test.each([
    ['a member names another account', MEMBER, { AccountId: MANAGEMENT }, ['account.amazonaws.com']],
    ['the management account names itself', MANAGEMENT, { AccountId: MANAGEMENT }, ['account.amazonaws.com']],
    ['trusted access is not enabled', MANAGEMENT, { AccountId: MEMBER }, []],
  ])('refuses when %s', async (_what, caller, subject, trustedServices) => {
    const { sandbox, call } = await givenAccounts(trustedServices);
    const received = await recordEvents(sandbox, caller);
    expect(await call(caller, 'PutAlternateContact', { ...CONTACT, ...subject })).toMatchObject({
      status: 403,
      error: 'AccessDeniedException',
    });
    expect(await received()).toMatchObject([
      { detail: { eventName: 'PutAlternateContact', errorCode: 'AccessDenied', requestParameters: null } },
    ]);
  });

  test.each([
    ['PutAlternateContact', { ...CONTACT, AlternateContactType: 'OTHER' }],
    ['PutAlternateContact', { ...CONTACT, EmailAddress: 'no address' }],
    ['PutAlternateContact', { ...CONTACT, AccountId: 'twelve' }],
    ['PutContactInformation', {}],
    ['StartPrimaryEmailUpdate', { PrimaryEmail: 'a@example.com' }],
    ['AcceptPrimaryEmailUpdate', { AccountId: MEMBER, PrimaryEmail: 'a@example.com', Otp: 'short' }],
    ['PutAccountName', { AccountName: '' }],
  ])('refuses %s %j', async (operation, input) => {
    const { call } = await givenAccounts();
    expect(await call(MANAGEMENT, operation, input)).toMatchObject({
      status: 400,
      error: 'ValidationException',
    });
  });

  test('has no other operation', async () => {
    const { call } = await givenAccounts();
    expect(await call(MEMBER, 'EnableRegion')).toMatchObject({
      status: 404,
      error: 'UnknownOperationException',
    });
  });
});
