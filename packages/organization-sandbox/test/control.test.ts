import { GetLoginProfileCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRootCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRootSession, taskPolicyArn } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, TEST_NOW } from '../src/testing/test-sandbox.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const KEY = 'AKIAROOT333333333333';

const givenRoot = (root: object = {}) =>
  startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      organizationalUnits: [{ id: 'ou-sbox-work0001', parent: 'r-sbox' }],
    },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER, name: 'payments', root }],
  });

describe('GET /_sandbox', () => {
  test("health answers 200 with the organization's id", async () => {
    const sandbox = await givenRoot();
    expect(await sandbox.control('GET', 'health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  test('accounts/{id} returns the current root credentials without secrets', async () => {
    const sandbox = await givenRoot({
      password: { createdAt: '2025-11-02T10:00:00Z' },
      accessKeys: [{ id: KEY, secret: 'do-not-show', createdAt: '2024-03-01T00:00:00Z' }],
    });
    const { body } = await sandbox.control('GET', `accounts/${MEMBER}`);
    expect(body).toEqual({
      id: MEMBER,
      name: 'payments',
      state: 'ACTIVE',
      root: {
        password: { createdAt: '2025-11-02T10:00:00.000Z' },
        accessKeys: [{ id: KEY, status: 'Active', createdAt: '2024-03-01T00:00:00.000Z', lastUsedAt: null }],
        signingCertificates: [],
        mfaDevices: [],
      },
    });
  });

  test('calls returns operation, caller, account and outcome of each call', async () => {
    const sandbox = await givenRoot();
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    await errorOf(sandbox.client(IAMClient, session).send(new GetLoginProfileCommand({})));
    const { body } = await sandbox.control('GET', 'calls');
    const at = TEST_NOW.toISOString();
    expect(body).toMatchObject([
      {
        at,
        service: 'sts',
        operation: 'AssumeRoot',
        caller: `arn:aws:sts::${MANAGEMENT}:assumed-role/sandbox-admin/session`,
        account: MEMBER,
        outcome: 'Success',
      },
      {
        at,
        service: 'iam',
        operation: 'GetLoginProfile',
        caller: `arn:aws:iam::${MEMBER}:root`,
        account: MEMBER,
        outcome: 'NoSuchEntity',
      },
    ]);
  });

  test('messages returns what was published to topics', async () => {
    const sandbox = await givenRoot();
    const sns = sandbox.client(SNSClient);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'incidents' }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'found a key' }));
    expect((await sandbox.control('GET', 'messages')).body).toMatchObject([
      { topicArn: TopicArn, message: 'found a key' },
    ]);
  });
});

describe('POST /_sandbox', () => {
  test('accounts/{id}/root creates a credential by each action', async () => {
    const sandbox = await givenRoot({ password: { createdAt: '2025-11-02T10:00:00Z' } });
    const act = (action: string) => sandbox.control('POST', `accounts/${MEMBER}/root`, { action });
    expect((await act('sign-in')).status).toBe(200);
    expect((await act('reset-password')).body).toMatchObject({
      root: { password: { createdAt: TEST_NOW.toISOString() } },
    });
    await act('create-access-key');
    await act('upload-signing-certificate');
    const { body } = await act('enable-mfa');
    expect(body).toMatchObject({
      root: {
        accessKeys: [{ status: 'Active' }],
        signingCertificates: [{ status: 'Active' }],
        mfaDevices: [{ serialNumber: expect.stringMatching(`^arn:aws:iam::${MEMBER}:mfa/`) }],
      },
    });
  });

  test('accounts/{id}/root refuses sign-in and recovery without a password', async () => {
    const sandbox = await givenRoot();
    const act = (action: string) => sandbox.control('POST', `accounts/${MEMBER}/root`, { action });
    expect(await act('sign-in')).toMatchObject({ status: 409, body: { error: 'Refused' } });
    expect(await act('reset-password')).toMatchObject({ status: 409, body: { error: 'Refused' } });
    expect(sandbox.organization.accounts.get(MEMBER)?.root.recoveryAllowed).toBe(false);
  });

  test('join adds an invited account with its root credentials', async () => {
    const sandbox = await givenRoot();
    const { status } = await sandbox.control('POST', 'join', {
      id: '444444444444',
      name: 'acquired',
      root: { password: { createdAt: '2020-01-01T00:00:00Z' }, accessKeys: [{}] },
    });
    expect(status).toBe(200);
    expect(sandbox.organization.accounts.get('444444444444')).toMatchObject({
      joinedMethod: 'INVITED',
      joinedAt: TEST_NOW,
      root: { recoveryAllowed: true },
    });
  });

  test('clock advances the clock', async () => {
    const sandbox = await givenRoot();
    const { body } = await sandbox.control('POST', 'clock', { advanceSeconds: 60 });
    expect(body).toEqual({ now: new Date(TEST_NOW.getTime() + 60_000).toISOString() });
    expect(sandbox.clock.now()).toEqual(new Date(TEST_NOW.getTime() + 60_000));
  });

  test('settings make reads stale', async () => {
    const sandbox = await givenRoot({ accessKeys: [{ id: KEY }] });
    await sandbox.control('POST', 'settings', { readConsistencyDelaySeconds: 10 });
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const keys = async () =>
      (await sandbox.client(IAMClient, session).send(new ListAccessKeysCommand({}))).AccessKeyMetadata
        ?.length;
    sandbox.actAsRoot(MEMBER, 'create-access-key');
    expect(await keys()).toBe(1);
    sandbox.clock.advance(10);
    expect(await keys()).toBe(2);
  });

  test('settings limit the rate of AssumeRoot', async () => {
    const sandbox = await givenRoot();
    await sandbox.control('POST', 'settings', { assumeRootRateLimit: { ratePerSecond: 1, burst: 2 } });
    const assumeRoot = () =>
      sandbox.client(STSClient).send(
        new AssumeRootCommand({
          TargetPrincipal: MEMBER,
          TaskPolicyArn: { arn: taskPolicyArn('IAMAuditRootUserCredentials') },
        }),
      );
    await assumeRoot();
    await assumeRoot();
    expect(await errorOf(assumeRoot())).toEqual({
      code: 'Throttling',
      status: 400,
      message: 'Rate exceeded',
    });
    sandbox.clock.advance(1);
    await assumeRoot();
    expect((await errorOf(assumeRoot())).code).toBe('Throttling');
    await sandbox.control('POST', 'settings', { assumeRootRateLimit: null });
    expect((await assumeRoot()).Credentials).toBeDefined();
  });

  test('settings add latency to every call', async () => {
    const sandbox = await givenRoot();
    await sandbox.control('POST', 'settings', { latencyMs: 60 });
    const startedAt = performance.now();
    await sandbox.client(STSClient).send(new GetCallerIdentityCommand({}));
    // Timers may fire a little early.
    expect(performance.now() - startedAt).toBeGreaterThan(50);
  });
});

describe('invalid input to the control plane', () => {
  test.each([
    ['POST', `accounts/${MEMBER}/root`, { action: 'destroy' }, ['action']],
    ['POST', 'clock', { advanceSeconds: -1 }, ['advanceSeconds']],
    ['POST', 'settings', { latency: 1 }, ['latency']],
    ['POST', 'faults', { service: 'iam', operation: 'ListAccessKeys', times: 0, latencyMs: 5 }, ['times']],
    ['POST', 'faults', { service: 'iam', operation: 'ListAccessKeys' }, ['(document)']],
    ['POST', 'faults', { service: 'iam', operation: 'x', latency: 5 }, ['latency', '(document)']],
    ['POST', 'events', { source: 'x', 'detail-type': 'x', account: '1' }, ['account', 'detail']],
    ['POST', 'events', { source: 'x', 'detail-type': 'x', account: MEMBER, detail: [] }, ['detail']],
    ['POST', 'join', { id: '4', parent: 'nowhere' }, ['id', 'parent']],
    ['POST', 'join', { id: MEMBER }, ['id']],
    ['POST', 'join', { id: '444444444444', parent: 'ou-sbox-none0001' }, ['parent']],
  ])('%s %s %j is refused, with each issue by its path', async (method, path, input, paths) => {
    const sandbox = await givenRoot();
    const { status, body } = await sandbox.control(method, path, input);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'InvalidInput', faults: paths.map((at) => ({ path: at })) });
  });

  test.each([
    ['GET', 'accounts/999999999999'],
    ['POST', 'accounts/999999999999/root'],
    ['GET', 'nothing'],
    ['PUT', 'clock'],
  ])('%s %s answers 404', async (method, path) => {
    const sandbox = await givenRoot();
    expect((await sandbox.control(method, path)).status).toBe(404);
  });

  test('a body that is not JSON is refused', async () => {
    const sandbox = await givenRoot();
    const response = await fetch(`${sandbox.endpoint}/_sandbox/clock`, { method: 'POST', body: '{' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      faults: [{ message: expect.stringContaining('the body is not JSON') }],
    });
  });
});
