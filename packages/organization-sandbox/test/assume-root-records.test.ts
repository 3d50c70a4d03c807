import { AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { taskPolicyArn } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const MEMBER = '333333333333';

const givenOrganization = () =>
  startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
    },
    accounts: [{ id: MANAGEMENT }, { id: HOME }, { id: MEMBER, root: {} }],
  });

function assumeRoot(sandbox: TestSandbox, caller: string, target: string, region = 'us-east-1') {
  const sts = new STSClient({
    region,
    endpoint: sandbox.endpoint,
    maxAttempts: 1,
    customUserAgent: 'attackers-tool',
    credentials: { accessKeyId: caller, secretAccessKey: 'x' },
  });
  sts.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: object }).headers, { 'x-forwarded-for': '203.0.113.66' });
      return next(args);
    },
    { step: 'build' },
  );
  return sts.send(
    new AssumeRootCommand({
      TargetPrincipal: target,
      TaskPolicyArn: { arn: taskPolicyArn('IAMCreateRootUserPassword') },
      DurationSeconds: 900,
    }),
  );
}

describe('The record of AssumeRoot', () => {
  test('names the target, the session, the caller, its address and its tool', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, HOME);
    const { Credentials } = await assumeRoot(sandbox, HOME, MEMBER);
    const [{ source, detail }] = await received();
    expect(source).toBe('aws.sts');
    expect(detail).toMatchObject({
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRoot',
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.66',
      userAgent: expect.stringContaining('attackers-tool'),
      userIdentity: { type: 'AssumedRole', accountId: HOME },
      requestParameters: {
        targetPrincipal: MEMBER,
        taskPolicyArn: { arn: taskPolicyArn('IAMCreateRootUserPassword') },
        durationSeconds: 900,
      },
      responseElements: { credentials: { accessKeyId: Credentials?.AccessKeyId } },
      additionalEventData: {
        RequestDetails: { endpointType: 'regional', awsServingRegion: 'us-east-1' },
      },
      resources: [{ accountId: MEMBER, ARN: `arn:aws:iam::${MEMBER}:root` }],
      readOnly: false,
      recipientAccountId: HOME,
    });
    expect(detail).not.toHaveProperty('errorCode');
  });

  test("is on the bus of the Region that was called, in the caller's account only", async () => {
    const sandbox = await givenOrganization();
    const virginia = await recordEvents(sandbox, HOME);
    const ireland = await recordEvents(sandbox, HOME, { region: 'eu-west-1' });
    const member = await recordEvents(sandbox, MEMBER, { region: 'eu-west-1' });
    await assumeRoot(sandbox, HOME, MEMBER, 'eu-west-1');
    expect(await virginia()).toEqual([]);
    expect(await member()).toEqual([]);
    expect(await ireland()).toMatchObject([
      {
        region: 'eu-west-1',
        detail: {
          awsRegion: 'eu-west-1',
          additionalEventData: { RequestDetails: { awsServingRegion: 'eu-west-1' } },
        },
      },
    ]);
  });

  test.each([
    ['another member account', MEMBER, MEMBER],
    ['the management account', HOME, MANAGEMENT],
  ])('of a denied call into %s names the target in its message alone', async (_what, caller, target) => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, caller);
    expect(await errorOf(assumeRoot(sandbox, caller, target))).toMatchObject({ code: 'AccessDenied' });
    const [{ detail }] = await received();
    expect(detail).toMatchObject({
      eventName: 'AssumeRoot',
      errorCode: 'AccessDenied',
      errorMessage: expect.stringContaining(`on resource: arn:aws:iam::${target}:root`),
      requestParameters: null,
      responseElements: null,
    });
    expect(detail).not.toHaveProperty('resources');
  });
});
