import { CreateLoginProfileCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { PasswordAllowance, RootRecoverer } from '../../guardrail/ports/root-sessions.ts';
import { callAws, failureIn, reading } from '../aws-call.ts';
import { hasCode, requestIdOf, wasRetried } from '../failures.ts';
import { readLoginProfile } from './root-inventory.ts';
import { type OpenRootSession, sessionCall } from './root-session.ts';

/** Lets the owner of the root mailbox set a new password. */
export function createRootRecoverer(open: OpenRootSession): RootRecoverer {
  return {
    async openRecoverySession(account) {
      const opened = await open(account, 'create-password');
      if (opened.type === 'refused') return opened;
      const iam = opened.session;
      return {
        ...opened,
        session: {
          allowPassword: () => allowPassword(iam),
          readPassword: () =>
            reading(async () => ({ isPresent: (await readLoginProfile(iam)) !== undefined })),
        },
      };
    },
  };
}

async function allowPassword(iam: IAMClient): Promise<PasswordAllowance> {
  try {
    if (await readLoginProfile(iam)) return { type: 'password-was-there' };
    // A root session cannot set a password: creating the profile only allows the reset by e-mail.
    const command = new CreateLoginProfileCommand({});
    const answer = await callAws(sessionCall('iam:CreateLoginProfile'), iam.send(command));
    const createdAt = answer.LoginProfile?.CreateDate;
    return { type: 'password-allowed', requestId: requestIdOf(answer), createdAt };
  } catch (error) {
    return hasCode(error, 'EntityAlreadyExists', 'EntityAlreadyExistsException')
      ? { type: 'password-was-there', ...(wasRetried(error) && { afterRetry: true }) }
      : { type: 'refused', failure: failureIn(error) };
  }
}
