import { type ActionOfRoot, DONE, refused } from './action.ts';

/** AWS sends the mail in any case; without a login profile, its link leads to an error. */
export const resetPassword: ActionOfRoot = ({ now, emit, consoleEvents }, { id, root }) => {
  emit(consoleEvents.signIn(id, 'PasswordRecoveryRequested', 'Success'));
  if (!root.recoveryAllowed) return refused('Password recovery is not allowed for this root user.');
  root.change(now(), { password: { createdAt: now() } });
  emit(consoleEvents.signIn(id, 'PasswordRecoveryCompleted', 'Success'));
  return DONE;
};
