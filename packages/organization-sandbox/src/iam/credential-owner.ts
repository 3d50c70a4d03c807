import { invalidToken } from '../auth/errors.ts';
import type { Call } from '../contract/operation.ts';
import type { Account, IamUser } from '../world/account.ts';
import type { AccessKey } from '../world/root-credentials.ts';
import { type IamContext, optionalText } from './context.ts';
import { noSuchEntity, validationError } from './errors.ts';

/** Whose credentials a call is about. */
export type CredentialOwner =
  | { readonly type: 'root'; readonly account: Account }
  | { readonly type: 'user'; readonly account: Account; readonly user: IamUser };

/** What some APIs, and CloudTrail, call the root user where a user name is wanted. */
export const ROOT_USER_NAME = 'AWS ROOT USER';

/** @throws AwsError InvalidClientTokenId when the account has left the organization since the session began */
export function callersAccount({ organization }: IamContext, { caller }: Call): Account {
  const account = organization.accounts.get(caller.accountId);
  if (account === undefined) throw invalidToken();
  return account;
}

/**
 * The user that a call names, or else the caller's own self.
 *
 * @throws AwsError NoSuchEntity; ValidationError when a role names no user
 */
export function ownerOf(context: IamContext, call: Call): CredentialOwner {
  const account = callersAccount(context, call);
  const { caller } = call;
  const isRoot = caller.type === 'root-session' || caller.type === 'root-user';
  const named = optionalText(call, 'UserName');
  if (isRoot && (named === undefined || named === ROOT_USER_NAME)) return { type: 'root', account };

  const userName = named ?? (caller.type === 'iam-user' ? caller.userName : undefined);
  if (userName === undefined) {
    throw validationError('Must specify userName when calling with non-User credentials');
  }
  const user = account.users.get(userName);
  if (user === undefined) throw noSuchEntity(`The user with name ${userName} cannot be found.`);
  return { type: 'user', account, user };
}

/**
 * The subject of calls that a root user may make about itself only in a session of sts:AssumeRoot.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
 */
export function ownerInRootSession(context: IamContext, call: Call): CredentialOwner {
  const subject = ownerOf(context, call);
  if (subject.type === 'root' && call.caller.type === 'root-user') {
    throw validationError('Must specify userName when calling with root user credentials');
  }
  return subject;
}

/** The member UserName of an answer: a root user has none. */
export const userNameOf = (subject: CredentialOwner): { UserName?: string } =>
  subject.type === 'user' ? { UserName: subject.user.name } : {};

/** A root user's credentials as a reader sees them now. */
export function readRootCredentials({ settings }: IamContext, account: Account, now: Date) {
  return account.root.asOf(new Date(now.getTime() - settings.readConsistencyDelaySeconds * 1000));
}

export const accessKeysOf = (subject: CredentialOwner): readonly AccessKey[] =>
  subject.type === 'user' ? subject.user.accessKeys : subject.account.root.credentials.accessKeys;

export function setAccessKeys(subject: CredentialOwner, accessKeys: readonly AccessKey[], now: Date): void {
  if (subject.type === 'user') subject.user.accessKeys = accessKeys;
  else subject.account.root.change(now, { accessKeys });
}

/** Signing certificates and MFA devices: the sandbox knows only those of root users. */
export function rootOwner(context: IamContext, call: Call): Account {
  const subject = ownerOf(context, call);
  if (subject.type === 'root') return subject.account;
  throw validationError('The sandbox keeps signing certificates and MFA devices of root users only.');
}
