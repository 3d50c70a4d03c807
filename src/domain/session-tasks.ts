const READING_TASK = 'IAMAuditRootUserCredentials';

const PASSWORD_TASK = 'IAMCreateRootUserPassword';

const HARMLESS_TASKS: readonly (string | undefined)[] = [READING_TASK, 'IAMDeleteRootUserCredentials'];

/** Whether nobody gains access by the session. A task that is not known may open anything. */
export function opensNothing(task: string | undefined): boolean {
  return HARMLESS_TASKS.includes(task);
}

export function onlyReads(task: string | undefined): boolean {
  return task === READING_TASK;
}

export function allowsPassword(task: string | undefined): boolean {
  return task === PASSWORD_TASK;
}
