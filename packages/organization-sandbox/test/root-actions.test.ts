import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const DEVICE = `arn:aws:iam::${MEMBER}:mfa/root-account-mfa-device`;
const HARDWARE = 'GAHT12345678';

async function givenRoot(root: object = { password: {}, mfaDevices: [{ serialNumber: DEVICE }] }) {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: { managementAccountId: MANAGEMENT },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER, root }],
  });
  const received = await recordEvents(sandbox, MEMBER);
  const act = (action: string, options: object = {}) =>
    sandbox.control('POST', `accounts/${MEMBER}/root`, { action, ...options });
  return { sandbox, act, received };
}

const IDENTITY = { type: 'Root', principalId: MEMBER, arn: `arn:aws:iam::${MEMBER}:root`, accountId: MEMBER };

describe('A root user', () => {
  test('who signs the AWS CLI in is recorded in the Region of the sign-in, without an access key', async () => {
    const { sandbox, act, received } = await givenRoot();
    const ireland = await recordEvents(sandbox, MEMBER, { region: 'eu-west-1' });
    expect(await act('sign-in-cli', { region: 'eu-west-1' })).toMatchObject({ status: 200 });
    expect(await received()).toEqual([]);
    const event = {
      source: 'aws.signin',
      'detail-type': 'AWS API Call via CloudTrail',
      region: 'eu-west-1',
      detail: {
        eventSource: 'signin.amazonaws.com',
        awsRegion: 'eu-west-1',
        userIdentity: IDENTITY,
        responseElements: null,
        additionalEventData: { success: 'true' },
        readOnly: true,
        eventType: 'AwsApiCall',
      },
    };
    const client_id = 'arn:aws:signin:::devtools/same-device';
    const events = await ireland();
    expect(events).toMatchObject([
      {
        ...event,
        detail: { ...event.detail, eventName: 'AuthorizeOAuth2Access', requestParameters: { client_id } },
      },
      { ...event, detail: { ...event.detail, eventName: 'CreateOAuth2Token' } },
    ]);
    expect(events[0].detail.userIdentity).not.toHaveProperty('accessKeyId');
    expect(events[1].detail.requestParameters).toEqual({ client_id });
  });

  test('needs a password for it, and no other action takes a Region', async () => {
    const { act, received } = await givenRoot({});
    expect(await act('sign-in-cli')).toMatchObject({ status: 409 });
    expect(await received()).toEqual([]);
    expect(await act('sign-in', { region: 'eu-west-1' })).toMatchObject({
      status: 400,
      body: { faults: [{ path: 'region' }] },
    });
    expect(await act('sign-in-cli', { region: 'Ireland' })).toMatchObject({ status: 400 });
  });

  test('who gives a wrong password is recorded as a failed sign-in', async () => {
    const { act, received } = await givenRoot();
    expect(await act('failed-sign-in')).toMatchObject({ status: 200 });
    expect(await received()).toMatchObject([
      {
        detail: {
          eventName: 'ConsoleLogin',
          responseElements: { ConsoleLogin: 'Failure' },
          errorMessage: 'Failed authentication',
        },
      },
    ]);
  });

  test('loses its newest MFA device, and a virtual one is deleted too', async () => {
    const { act, received } = await givenRoot({
      password: {},
      mfaDevices: [{ serialNumber: DEVICE }, { serialNumber: HARDWARE }],
    });
    expect(await act('deactivate-mfa')).toMatchObject({
      status: 200,
      body: { root: { mfaDevices: [{ serialNumber: DEVICE }] } },
    });
    expect(await act('deactivate-mfa')).toMatchObject({ body: { root: { mfaDevices: [] } } });
    expect(await act('deactivate-mfa')).toMatchObject({ status: 409 });
    expect((await received()).map(({ detail }) => [detail.eventName, detail.requestParameters])).toEqual([
      ['DeactivateMFADevice', { serialNumber: HARDWARE }],
      ['DeactivateMFADevice', { serialNumber: DEVICE }],
      ['DeleteVirtualMFADevice', { serialNumber: DEVICE }],
    ]);
  });

  test('who synchronizes its MFA device again is recorded by its user name', async () => {
    const { act, received } = await givenRoot();
    expect(await act('resync-mfa')).toMatchObject({ status: 200 });
    expect(await received()).toMatchObject([
      {
        source: 'aws.iam',
        detail: {
          eventName: 'ResyncMFADevice',
          userIdentity: IDENTITY,
          requestParameters: { userName: 'AWS ROOT USER', serialNumber: DEVICE },
        },
      },
    ]);
  });

  test('who changes the mailbox is recorded without the address', async () => {
    const { sandbox, act, received } = await givenRoot();
    expect(await act('change-email')).toMatchObject({ status: 200 });
    expect(sandbox.organization.accounts.get(MEMBER)?.email).toBe(`changed-${MEMBER}@example.com`);
    expect(await received()).toMatchObject([
      {
        source: 'aws.signin',
        detail: { eventName: 'EmailUpdated', responseElements: { EmailUpdated: 'Success' } },
      },
    ]);
  });
});
