import { type ActionOfRoot, DONE } from './action.ts';

/** The root user gives the account another mailbox. */
export const changeEmail: ActionOfRoot = ({ emit, consoleEvents }, account) => {
  account.email = `changed-${account.id}@example.com`;
  emit(consoleEvents.signIn(account.id, 'EmailUpdated', 'Success'));
  return DONE;
};
