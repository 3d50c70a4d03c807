import type { RecordedSession, SessionOpening } from '../../domain/recorded-session.ts';

/** What a task allows. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html */
const TASKS: Readonly<Record<string, string>> = {
  IAMAuditRootUserCredentials: 'reads the root credentials',
  IAMDeleteRootUserCredentials: 'removes root credentials',
  IAMCreateRootUserPassword: 'allows a new root password',
  S3UnlockBucketPolicy: 'deletes the policy of a bucket',
  SQSUnlockQueuePolicy: 'deletes the policy of a queue',
};

export function describeSession(session: RecordedSession): readonly string[] {
  const { target, task, accessKeyId } = session;
  const means = task === undefined ? undefined : TASKS[task];
  return [
    `Account ${target ?? 'unknown'}`,
    `Task ${task ?? 'unknown'}${means === undefined ? '' : `, which ${means}`}`,
    `Opened by ${describeOpener(session)}`,
    `Session key ${accessKeyId}; the session ends 15 minutes after it was opened at the latest.`,
  ];
}

/** Who, from where, and when. */
export function describeOpener({ openedBy, sourceIp, userAgent, region, at }: SessionOpening): string {
  const facts = [
    openedBy,
    sourceIp && `from ${sourceIp}`,
    userAgent && `with ${userAgent}`,
    `at ${at.toISOString()} in ${region}`,
  ];
  return facts.filter(Boolean).join(', ');
}
