import type { Operation } from '../contract/operation.ts';
import { type IamContext, optionalText, requiredText } from './context.ts';
import {
  type CredentialOwner,
  ownerInRootSession,
  readRootCredentials,
  userNameOf,
} from './credential-owner.ts';
import { entityAlreadyExists, noSuchEntity, validationError } from './errors.ts';

/** Inside a root session AWS really says "User null". */
const notFound = (subject: CredentialOwner) =>
  noSuchEntity(
    `Login Profile for User ${subject.type === 'user' ? subject.user.name : 'null'} cannot be found.`,
  );

const alreadyExists = (subject: CredentialOwner) =>
  entityAlreadyExists(
    subject.type === 'user'
      ? `Login Profile for User ${subject.user.name} already exists.`
      : `Login Profile for account ${subject.account.id} already exists.`,
  );

const currentPassword = (subject: CredentialOwner) =>
  subject.type === 'user' ? subject.user.password : subject.account.root.credentials.password;

function setPassword(subject: CredentialOwner, password: { createdAt: Date } | undefined, now: Date): void {
  if (subject.type === 'user') subject.user.password = password;
  else subject.account.root.change(now, { password });
}

const loginProfile = (subject: CredentialOwner, createdAt: Date) => ({
  LoginProfile: { ...userNameOf(subject), CreateDate: createdAt, PasswordResetRequired: false },
});

export const getLoginProfile =
  (context: IamContext): Operation =>
  (call) => {
    const subject = ownerInRootSession(context, call);
    const password =
      subject.type === 'user'
        ? subject.user.password
        : readRootCredentials(context, subject.account, call.now).password;
    if (password === undefined) throw notFound(subject);
    return loginProfile(subject, password.createdAt);
  };

/** For a root user: allows the password to be recovered by mail. */
export const createLoginProfile =
  (context: IamContext): Operation =>
  (call) => {
    const subject = ownerInRootSession(context, call);
    if (subject.type === 'user') requiredText(call, 'Password');
    else if (optionalText(call, 'Password') !== undefined) {
      throw validationError('Password must not be specified for the root user');
    }
    if (currentPassword(subject) !== undefined) throw alreadyExists(subject);
    setPassword(subject, { createdAt: call.now }, call.now);
    return loginProfile(subject, call.now);
  };

export const deleteLoginProfile =
  (context: IamContext): Operation =>
  (call) => {
    const subject = ownerInRootSession(context, call);
    if (currentPassword(subject) === undefined) throw notFound(subject);
    setPassword(subject, undefined, call.now);
    return {};
  };
