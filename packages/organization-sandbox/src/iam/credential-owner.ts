import { invalidToken } from '../auth/errors.ts';
import type { Call } from '../contract/operation.ts';
import type { Account, IamUser } from '../world/account.ts';
import type { AccessKey } from '../world/root-credentials.ts';
import { type IamContext, optionalText } from './context.ts';
import { noSuchEntity, validationError } from './errors.ts';

/** The user whose credentials a call is about. */
export type CredentialOwner =
  | { readonly type: 'root'; readonly account: Account }
  | { readonly type: 'user'; readonly account: Account; readonly user: IamUser };

/** The user name of the root user in some APIs, and in CloudTrail. */
export const ROOT_USER_NAME = 'AWS ROOT USER';

/** @throws AwsError InvalidClientTokenId when the account has left the organization since the session started */
export function callersAccount({ organization }: IamContext, { caller }: Call): Account {
  const account = organization.accounts.get(caller.accountId);
  if (account === undefined) throw invalidToken();
  return account;
}

/**
 * The user that a call names, by default the caller.
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
 * The owner for operations that a root user may call for itself only in a session of sts:AssumeRoot.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
 */
export function ownerInRootSession(context: IamContext, call: Call): CredentialOwner {
  const owner = ownerOf(context, call);
  if (owner.type === 'root' && call.caller.type === 'root-user') {
    throw validationError('Must specify userName when calling with root user credentials');
  }
  return owner;
}

/** The member UserName of an answer. A root user has none. */
export const userNameOf = (owner: CredentialOwner): { UserName?: string } =>
  owner.type === 'user' ? { UserName: owner.user.name } : {};

/** A root user's credentials as a read returns them now: stale, if the settings say so. */
export function readRootCredentials({ settings }: IamContext, account: Account, now: Date) {
  return account.root.asOf(new Date(now.getTime() - settings.readConsistencyDelaySeconds * 1000));
}

export const accessKeysOf = (owner: CredentialOwner): readonly AccessKey[] =>
  owner.type === 'user' ? owner.user.accessKeys : owner.account.root.credentials.accessKeys;

export function setAccessKeys(owner: CredentialOwner, accessKeys: readonly AccessKey[], now: Date): void {
  if (owner.type === 'user') owner.user.accessKeys = accessKeys;
  else owner.account.root.change(now, { accessKeys });
}

/** The owner of signing certificates and MFA devices, which the sandbox has for root users only. */
export function rootOwner(context: IamContext, call: Call): Account {
  const owner = ownerOf(context, call);
  if (owner.type === 'root') return owner.account;
  throw validationError('The sandbox keeps signing certificates and MFA devices of root users only.');
}
