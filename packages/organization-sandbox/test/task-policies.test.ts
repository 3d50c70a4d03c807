import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { taskPolicy } from '../src/auth/task-policies.ts';
import { evaluate, policySchema } from '../src/policy/policy.ts';
import { type TaskPolicyName, taskPolicyArn } from '../src/testing/root-session.ts';

const ROOT = 'arn:aws:iam::333333333333:root';

function isDenied(name: TaskPolicyName, action: string, resource = ROOT, context = {}): boolean {
  const policy = taskPolicy(taskPolicyArn(name));
  if (policy === undefined) throw new Error(`no task policy ${name}`);
  const principal = { 'aws:PrincipalArn': ROOT, 'aws:PrincipalAccount': '333333333333' };
  return evaluate(policy.document, { action, resource, context: { ...principal, ...context } }) === 'denied';
}

const IAM_ACTIONS = [
  'GetUser',
  'GetLoginProfile',
  'ListAccessKeys',
  'ListSigningCertificates',
  'ListMFADevices',
  'GetAccessKeyLastUsed',
  'GetAccountSummary',
  'CreateLoginProfile',
  'DeleteLoginProfile',
  'DeleteAccessKey',
  'DeleteSigningCertificate',
  'DeactivateMFADevice',
  'CreateAccessKey',
  'UpdateAccessKey',
  'UploadSigningCertificate',
  'EnableMFADevice',
  'ChangePassword',
  'ListUsers',
];
const AUDIT = IAM_ACTIONS.slice(0, 6);

describe('the task policies', () => {
  test.each([
    ['IAMAuditRootUserCredentials', [...AUDIT, 'GetAccountSummary']],
    [
      'IAMDeleteRootUserCredentials',
      [...AUDIT, 'DeleteLoginProfile', 'DeleteAccessKey', 'DeleteSigningCertificate', 'DeactivateMFADevice'],
    ],
    ['IAMCreateRootUserPassword', ['GetLoginProfile', 'CreateLoginProfile']],
    ['S3UnlockBucketPolicy', []],
    ['SQSUnlockQueuePolicy', []],
  ] as const)('%s allows only its actions of IAM', (name, allowed) => {
    expect(IAM_ACTIONS.filter((action) => !isDenied(name, `iam:${action}`)).sort()).toEqual(
      [...allowed].sort(),
    );
  });

  test.each(['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'] as const)(
    '%s denies actions on IAM users',
    (name) => {
      expect(isDenied(name, 'iam:ListAccessKeys', 'arn:aws:iam::333333333333:user/deploy')).toBe(true);
    },
  );

  test('IAMDeleteRootUserCredentials lists DeleteVirtualMFADevice, but denies it as a device is not a root user', () => {
    const device = 'arn:aws:iam::333333333333:mfa/root-account-mfa-device';
    expect(isDenied('IAMDeleteRootUserCredentials', 'iam:DeleteVirtualMFADevice', device)).toBe(true);
  });

  test('SQSUnlockQueuePolicy allows attributes of queues in the own account only', () => {
    const queueOf = (account: string) => `arn:aws:sqs:us-east-1:${account}:jobs`;
    const get = (account: string) =>
      isDenied('SQSUnlockQueuePolicy', 'sqs:GetQueueAttributes', queueOf(account), {
        'aws:ResourceAccount': account,
      });
    expect(get('333333333333')).toBe(false);
    expect(get('444444444444')).toBe(true);
    expect(isDenied('SQSUnlockQueuePolicy', 'sqs:SendMessage', queueOf('333333333333'))).toBe(true);
  });

  test('S3UnlockBucketPolicy allows bucket policies to root users only', () => {
    expect(isDenied('S3UnlockBucketPolicy', 's3:DeleteBucketPolicy', 'arn:aws:s3:::logs')).toBe(false);
    expect(
      isDenied('S3UnlockBucketPolicy', 's3:DeleteBucketPolicy', 'arn:aws:s3:::logs', {
        'aws:PrincipalArn': 'arn:aws:iam::333333333333:user/deploy',
      }),
    ).toBe(true);
  });
});

describe('policy evaluation', () => {
  const decision = (statements: readonly unknown[], action: string, context = {}) =>
    evaluate(v.parse(policySchema, { Version: '2012-10-17', Statement: statements }), {
      action,
      resource: '*',
      context,
    });

  test('an explicit deny overrides an allow, and other actions match neither', () => {
    const statements = [
      { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      { Effect: 'Deny', Action: 'iam:delete*', Resource: '*' },
    ];
    expect(decision(statements, 'iam:GetUser')).toBe('allowed');
    expect(decision(statements, 'iam:DeleteUser')).toBe('denied');
    expect(decision(statements, 'sts:AssumeRoot')).toBe('no-match');
  });

  test('an absent key does not match a condition, but a negated one and one with IfExists', () => {
    const when = (operator: string) => [
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { [operator]: { 'aws:AssumedRoot': 'true' } },
      },
    ];
    expect(decision(when('StringEquals'), 'iam:GetUser')).toBe('no-match');
    expect(decision(when('StringNotEquals'), 'iam:GetUser')).toBe('denied');
    expect(decision(when('BoolIfExists'), 'iam:GetUser')).toBe('denied');
    expect(decision(when('Bool'), 'iam:GetUser', { 'aws:AssumedRoot': 'true' })).toBe('denied');
  });

  test('an unknown operator is an error', () => {
    const statements = [
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } },
    ];
    expect(() => decision(statements, 'iam:GetUser')).toThrow(/DateLessThan/);
  });
});
