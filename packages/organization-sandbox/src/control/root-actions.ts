import type { Account } from '../world/account.ts';
import type {
  ActionOfRoot,
  RootActionContext,
  RootActionOptions,
  RootActionResult,
} from './root-actions/action.ts';
import { changeEmail } from './root-actions/change-email.ts';
import { createAccessKey } from './root-actions/create-access-key.ts';
import { deactivateMfa, enableMfa, resyncMfa } from './root-actions/mfa.ts';
import { resetPassword } from './root-actions/reset-password.ts';
import { failedSignIn, signIn, signInCli } from './root-actions/sign-in.ts';
import { uploadSigningCertificate } from './root-actions/upload-signing-certificate.ts';

export const ROOT_ACTIONS = [
  'sign-in',
  'failed-sign-in',
  'sign-in-cli',
  'reset-password',
  'create-access-key',
  'upload-signing-certificate',
  'enable-mfa',
  'deactivate-mfa',
  'resync-mfa',
  'change-email',
] as const;

export type RootAction = (typeof ROOT_ACTIONS)[number];

/**
 * Credentials are created and removed in a console session that is already open, so it works even when no new sign-in is
 * possible.
 */
const ACTIONS: Readonly<Record<RootAction, ActionOfRoot>> = {
  'sign-in': signIn,
  'failed-sign-in': failedSignIn,
  'sign-in-cli': signInCli,
  'reset-password': resetPassword,
  'create-access-key': createAccessKey,
  'upload-signing-certificate': uploadSigningCertificate,
  'enable-mfa': enableMfa,
  'deactivate-mfa': deactivateMfa,
  'resync-mfa': resyncMfa,
  'change-email': changeEmail,
};

export const createRootActions =
  (context: RootActionContext) =>
  (account: Account, action: RootAction, options: RootActionOptions = {}): RootActionResult =>
    ACTIONS[action](context, account, options);

export type ActAsRoot = ReturnType<typeof createRootActions>;
