import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';

/*
 * What IAM and STS refuse by the constraints of their API models, one row for each. Requests are sent raw, as some clients
 * would refuse them.
 */

const MEMBER = '333333333333';
const CERTIFICATE_ID = 'TA7SMP42TDN5Z26OBPJE7EXA';
const SERIAL = `arn:aws:iam::${MEMBER}:mfa/phone`;
const TASK_POLICY = 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials';

let sandbox: TestSandbox;

const atEnd: (() => Promise<void>)[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox((close) => atEnd.push(close));
});

afterAll(async () => {
  for (const close of atEnd) await close();
});

async function answerTo(service: string, operation: string, fields: Record<string, string>) {
  const response = await fetch(sandbox.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${service === 'sts' ? '222222222222' : MEMBER}/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: new URLSearchParams({ Action: operation, ...fields }),
  });
  const text = await response.text();
  return {
    status: response.status,
    code: /<Code>(.*?)<\/Code>/.exec(text)?.[1],
    message: (/<Message>(.*?)<\/Message>/s.exec(text)?.[1] ?? '').replaceAll('&apos;', "'"),
  };
}

type Fields = Record<string, string>;

const tooLong = (length: number) => 'x'.repeat(length + 1);

/** Operation, fields, the invalid member, and the constraint in the message. */
const REFUSED: [string, Fields, string, RegExp][] = [
  ['CreateUser', {}, 'userName', /Value null .*must not be null/],
  ['CreateUser', { UserName: '' }, 'userName', /length greater than or equal to 1/],
  ['CreateUser', { UserName: 'a b' }, 'userName', /regular expression pattern: \[\\w\+=,\.@-\]\+/],
  ['CreateUser', { UserName: tooLong(64) }, 'userName', /length less than or equal to 64/],
  ['CreateUser', { UserName: 'a', Path: 'team' }, 'path', /regular expression/],
  ['CreateUser', { UserName: 'a', PermissionsBoundary: 'arn' }, 'permissionsBoundary', /equal to 20/],
  [
    'CreateUser',
    { UserName: 'a', 'Tags.member.1.Key': 'k' },
    'tags.1.member.value',
    /Value null .*must not be null/,
  ],
  [
    'CreateUser',
    { UserName: 'a', 'Tags.member.1.Key': 'aws:k', 'Tags.member.1.Value': '' },
    'tags.1.member.key',
    /must not begin with aws:/,
  ],
  ['GetUser', { UserName: 'a/b' }, 'userName', /regular expression/],
  ['GetUser', { UserName: tooLong(128) }, 'userName', /length less than or equal to 128/],
  ['ListUsers', { MaxItems: '0' }, 'maxItems', /value greater than or equal to 1/],
  ['ListUsers', { MaxItems: '1001' }, 'maxItems', /value less than or equal to 1000/],
  ['ListUsers', { MaxItems: '-1' }, 'maxItems', /value greater than or equal to 1/],
  ['ListUsers', { MaxItems: '1.5' }, 'maxItems', /whole number/],
  ['ListUsers', { MaxItems: 'ten' }, 'maxItems', /whole number/],
  ['ListUsers', { Marker: '' }, 'marker', /length greater than or equal to 1/],
  ['ListUsers', { Marker: tooLong(320) }, 'marker', /length less than or equal to 320/],
  ['ListUsers', { PathPrefix: 'team' }, 'pathPrefix', /regular expression/],
  ['ListAccessKeys', { UserName: 'deploy', MaxItems: '1001' }, 'maxItems', /equal to 1000/],
  ['ListSigningCertificates', { MaxItems: '1001' }, 'maxItems', /equal to 1000/],
  ['ListMFADevices', { MaxItems: '1001' }, 'maxItems', /equal to 1000/],
  ['CreateLoginProfile', { UserName: tooLong(64), Password: 'p' }, 'userName', /equal to 64/],
  ['CreateLoginProfile', { UserName: 'deploy', Password: tooLong(128) }, 'password', /equal to 128/],
  [
    'CreateLoginProfile',
    { UserName: 'deploy', Password: 'p', PasswordResetRequired: 'yes' },
    'passwordResetRequired',
    /enum value set: \[true, false\]/,
  ],
  ['ChangePassword', { OldPassword: 'p' }, 'newPassword', /must not be null/],
  ['DeleteAccessKey', { UserName: 'deploy' }, 'accessKeyId', /must not be null/],
  ['DeleteAccessKey', { UserName: 'deploy', AccessKeyId: 'AKIA' }, 'accessKeyId', /equal to 16/],
  ['GetAccessKeyLastUsed', { AccessKeyId: 'AKIA-ROOT-3333333333' }, 'accessKeyId', /regular expression/],
  ['GetPolicy', { PolicyArn: 'x'.repeat(19) }, 'policyArn', /length greater than or equal to 20/],
  ['GetPolicy', { PolicyArn: tooLong(2048) }, 'policyArn', /length less than or equal to 2048/],
  ['UpdateAccessKey', { AccessKeyId: 'AKIAROOT333333333333' }, 'status', /must not be null/],
  [
    'UpdateAccessKey',
    { AccessKeyId: 'AKIAROOT333333333333', Status: 'Off' },
    'status',
    /Value 'Off' .*enum value set: \[Active, Inactive\]/,
  ],
  ['UploadSigningCertificate', { CertificateBody: tooLong(16_384) }, 'certificateBody', /equal to 16384/],
  ['DeleteSigningCertificate', { CertificateId: 'CERT3333EXAMPLE' }, 'certificateId', /equal to 24/],
  [
    'UpdateSigningCertificate',
    { CertificateId: CERTIFICATE_ID, Status: 'active' },
    'status',
    /enum value set/,
  ],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'my phone' }, 'virtualMFADeviceName', /regular/],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'p', Path: '/a' }, 'path', /regular expression/],
  ['DeactivateMFADevice', { SerialNumber: 'GAHT1234' }, 'serialNumber', /equal to 9/],
  ['DeleteVirtualMFADevice', { SerialNumber: 'GAHT 12345678' }, 'serialNumber', /regular expression/],
  [
    'EnableMFADevice',
    { SerialNumber: SERIAL, AuthenticationCode1: '123456', AuthenticationCode2: '654321' },
    'userName',
    /must not be null/,
  ],
  [
    'EnableMFADevice',
    {
      UserName: 'AWS ROOT USER',
      SerialNumber: SERIAL,
      AuthenticationCode1: '12345',
      AuthenticationCode2: '654321',
    },
    'authenticationCode1',
    /equal to 6/,
  ],
  ['PutUserPolicy', { UserName: 'deploy', PolicyName: 'a b', PolicyDocument: '{}' }, 'policyName', /regular/],
  ['PutUserPolicy', { UserName: 'deploy', PolicyName: 'p' }, 'policyDocument', /must not be null/],
  ['DeleteUserPolicy', { UserName: 'deploy', PolicyName: tooLong(128) }, 'policyName', /equal to 128/],
];

describe('IAM refuses', () => {
  test.each(REFUSED)('%s %j for %s', async (operation, fields, member, constraint) => {
    const { status, code, message } = await answerTo('iam', operation, fields);
    expect({ status, code }).toEqual({ status: 400, code: 'ValidationError' });
    expect(message).toMatch(/^[12] validation errors? detected: /);
    expect(message).toContain(`at '${member}' failed to satisfy constraint: Member must`);
    expect(message).toMatch(constraint);
  });

  test('a request with all of its violations in one message', async () => {
    const { message } = await answerTo('iam', 'DeleteAccessKey', { UserName: 'a b', AccessKeyId: 'AKIA' });
    expect(message).toMatch(/^2 validation errors detected: .*'userName'.*; .*'accessKeyId'/);
  });

  test('a password without quoting it', async () => {
    const { message } = await answerTo('iam', 'ChangePassword', {
      OldPassword: 'a\u0001b',
      NewPassword: 'p',
    });
    expect(message).toMatch(/^1 validation error detected: Value at 'oldPassword' failed/);
    expect(message).not.toContain('\u0001');
  });

  test('a control character with valid XML', async () => {
    const { message } = await answerTo('iam', 'GetUser', { UserName: 'a\u0001\uFFFEb' });
    expect(message).toContain("Value 'a\uFFFD\uFFFDb' at 'userName'");
  });

  test('a second user whose name differs only in case', async () => {
    await answerTo('iam', 'CreateUser', { UserName: 'Twin' });
    expect((await answerTo('iam', 'CreateUser', { UserName: 'twin' })).code).toBe('EntityAlreadyExists');
  });
});

describe('IAM accepts', () => {
  test.each<[string, Fields]>([
    ['CreateUser', { UserName: 'first.last+x=1,@corp-1', Path: '/team/a/' }],
    ['CreateUser', { UserName: 'x'.repeat(64), 'Tags.member.1.Key': 'k', 'Tags.member.1.Value': '' }],
    ['ListUsers', { MaxItems: '1000', PathPrefix: '/' }],
    ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'tablet', Path: '/team/' }],
  ])('%s %j', async (operation, fields) => {
    expect((await answerTo('iam', operation, fields)).status).toBe(200);
  });
});

const ASSUME_ROOT = { TargetPrincipal: MEMBER, 'TaskPolicyArn.arn': TASK_POLICY };

describe('STS refuses', () => {
  test.each<[Fields, string, RegExp]>([
    [{ 'TaskPolicyArn.arn': TASK_POLICY }, 'targetPrincipal', /must not be null/],
    [{ ...ASSUME_ROOT, TargetPrincipal: '33333333333' }, 'targetPrincipal', /equal to 12/],
    [{ ...ASSUME_ROOT, TargetPrincipal: tooLong(2048) }, 'targetPrincipal', /equal to 2048/],
    [{ TargetPrincipal: MEMBER }, 'taskPolicyArn', /Value null .*must not be null/],
    [{ ...ASSUME_ROOT, 'TaskPolicyArn.arn': 'arn:aws:iam' }, 'taskPolicyArn.arn', /equal to 20/],
    [{ ...ASSUME_ROOT, DurationSeconds: '901' }, 'durationSeconds', /equal to 900/],
    [{ ...ASSUME_ROOT, DurationSeconds: '-1' }, 'durationSeconds', /equal to 0/],
    [{ ...ASSUME_ROOT, DurationSeconds: '1.5' }, 'durationSeconds', /whole number/],
    [{ ...ASSUME_ROOT, DurationSeconds: 'short' }, 'durationSeconds', /whole number/],
  ])('AssumeRoot %j for %s', async (fields, member, constraint) => {
    const { status, code, message } = await answerTo('sts', 'AssumeRoot', fields);
    expect({ status, code }).toEqual({ status: 400, code: 'ValidationError' });
    expect(message).toContain(`at '${member}' failed to satisfy constraint: Member must`);
    expect(message).toMatch(constraint);
  });

  test('no valid request', async () => {
    expect((await answerTo('sts', 'AssumeRoot', { ...ASSUME_ROOT, DurationSeconds: '60' })).status).toBe(200);
  });
});
