/**
 * The AWS managed policies that a privileged root session can be opened with.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
const ROOT_TASKS = {
  audit: 'IAMAuditRootUserCredentials',
  delete: 'IAMDeleteRootUserCredentials',
  'create-password': 'IAMCreateRootUserPassword',
} as const;

export type RootTask = keyof typeof ROOT_TASKS;

export function taskPolicyArn(partition: string, task: RootTask): string {
  return `arn:${partition}:iam::aws:policy/root-task/${ROOT_TASKS[task]}`;
}
