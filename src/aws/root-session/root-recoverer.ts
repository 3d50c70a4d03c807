import { CreateLoginProfileCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { PasswordAllowance, RootRecoverer } from '../../guardrail/ports/root-sessions.ts';
import { failureOf, hasCode, requestIdOf } from '../failures.ts';
import { readLoginProfile } from './root-inventory.ts';
import type { OpenRootSession } from './root-session.ts';

/** Lets the owner of the root mailbox set a new password. */
export function createRootRecoverer(open: OpenRootSession): RootRecoverer {
  return {
    async openRecoverySession(account) {
      const opened = await open(account, 'create-password');
      if (opened.type === 'refused') return opened;
      const iam = opened.session;
      return { type: 'opened', session: { allowPassword: () => allowPassword(iam) } };
    },
  };
}

async function allowPassword(iam: IAMClient): Promise<PasswordAllowance> {
  try {
    if (await readLoginProfile(iam)) return { type: 'already-present' };
  } catch (error) {
    return { type: 'refused', failure: failureOf('iam:GetLoginProfile', error, 'denied-in-session') };
  }
  try {
    // In a root session no password is given: creating the profile only allows the recovery by mail.
    return { type: 'allowed', requestId: requestIdOf(await iam.send(new CreateLoginProfileCommand({}))) };
  } catch (error) {
    if (hasCode(error, 'EntityAlreadyExists', 'EntityAlreadyExistsException'))
      return { type: 'already-present' };
    return { type: 'refused', failure: failureOf('iam:CreateLoginProfile', error, 'denied-in-session') };
  }
}
