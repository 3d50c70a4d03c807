import { AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import type { TestCredentials, TestSandbox } from './test-sandbox.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html */
export type TaskPolicyName =
  | 'IAMAuditRootUserCredentials'
  | 'IAMDeleteRootUserCredentials'
  | 'IAMCreateRootUserPassword'
  | 'S3UnlockBucketPolicy'
  | 'SQSUnlockQueuePolicy';

export const taskPolicyArn = (name: TaskPolicyName): string => `arn:aws:iam::aws:policy/root-task/${name}`;

/** Opens a root session in an account and returns its credentials. The caller is the home account's administrator by default. */
export async function openRootSession(
  sandbox: TestSandbox,
  accountId: string,
  task: TaskPolicyName,
  caller?: string | TestCredentials,
): Promise<TestCredentials> {
  const { Credentials } = await sandbox
    .client(STSClient, caller)
    .send(new AssumeRootCommand({ TargetPrincipal: accountId, TaskPolicyArn: { arn: taskPolicyArn(task) } }));
  if (Credentials?.AccessKeyId === undefined) throw new Error('AssumeRoot returned no credentials');
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
}
