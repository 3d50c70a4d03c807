import type { Operation } from '../../contract/operation.ts';
import { type IamContext, optionalText, requiredText } from '../context.ts';
import {
  type CredentialOwner,
  ownerInRootSession,
  readRootCredentials,
  userNameOf,
} from '../credential-owner.ts';
import { entityAlreadyExists, noSuchEntity, validationError } from '../errors.ts';

/** In a root session AWS's message contains "User null". */
const notFound = (owner: CredentialOwner) =>
  noSuchEntity(`Login Profile for User ${owner.type === 'user' ? owner.user.name : 'null'} cannot be found.`);

const alreadyExists = (owner: CredentialOwner) =>
  entityAlreadyExists(
    owner.type === 'user'
      ? `Login Profile for User ${owner.user.name} already exists.`
      : `Login Profile for account ${owner.account.id} already exists.`,
  );

const currentPassword = (owner: CredentialOwner) =>
  owner.type === 'user' ? owner.user.password : owner.account.root.credentials.password;

function setPassword(owner: CredentialOwner, password: { createdAt: Date } | undefined, now: Date): void {
  if (owner.type === 'user') owner.user.password = password;
  else owner.account.root.change(now, { password });
}

const loginProfile = (owner: CredentialOwner, createdAt: Date) => ({
  LoginProfile: { ...userNameOf(owner), CreateDate: createdAt, PasswordResetRequired: false },
});

export const getLoginProfile =
  (context: IamContext): Operation =>
  (call) => {
    const owner = ownerInRootSession(context, call);
    const password =
      owner.type === 'user'
        ? owner.user.password
        : readRootCredentials(context, owner.account, call.now).password;
    if (password === undefined) throw notFound(owner);
    return loginProfile(owner, password.createdAt);
  };

/** For a root user it allows the password to be recovered by mail. */
export const createLoginProfile =
  (context: IamContext): Operation =>
  (call) => {
    const owner = ownerInRootSession(context, call);
    if (owner.type === 'user') requiredText(call, 'Password');
    else if (optionalText(call, 'Password') !== undefined) {
      throw validationError('Password must not be specified for the root user');
    }
    if (currentPassword(owner) !== undefined) throw alreadyExists(owner);
    setPassword(owner, { createdAt: call.now }, call.now);
    return loginProfile(owner, call.now);
  };

export const deleteLoginProfile =
  (context: IamContext): Operation =>
  (call) => {
    const owner = ownerInRootSession(context, call);
    if (currentPassword(owner) === undefined) throw notFound(owner);
    setPassword(owner, undefined, call.now);
    return {};
  };
