import type { Operation } from '../contract/operation.ts';
import { MAX_ACCESS_KEYS_PER_USER, newAccessKey } from '../world/new-credentials.ts';
import { type IamContext, requiredText } from './context.ts';
import {
  accessKeysOf,
  type CredentialOwner,
  callersAccount,
  ownerOf,
  readRootCredentials,
  setAccessKeys,
  userNameOf,
} from './credential-owner.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { page } from './page.ts';
import { statusOf } from './status.ts';

const notFound = (id: string) => noSuchEntity(`The Access Key with id ${id} cannot be found.`);

function requireKey(subject: CredentialOwner, id: string): void {
  if (!accessKeysOf(subject).some((key) => key.id === id)) throw notFound(id);
}

export const listAccessKeys =
  (context: IamContext): Operation =>
  (call) => {
    const subject = ownerOf(context, call);
    const keys =
      subject.type === 'user'
        ? subject.user.accessKeys
        : readRootCredentials(context, subject.account, call.now).accessKeys;
    const metadata = keys.map(({ id, status, createdAt }) => ({
      ...userNameOf(subject),
      AccessKeyId: id,
      Status: status,
      CreateDate: createdAt,
    }));
    return page(call, 'AccessKeyMetadata', metadata);
  };

export const createAccessKey =
  (context: IamContext): Operation =>
  (call) => {
    const subject = ownerOf(context, call);
    const keys = accessKeysOf(subject);
    if (keys.length >= MAX_ACCESS_KEYS_PER_USER) {
      throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${MAX_ACCESS_KEYS_PER_USER}`);
    }
    const key = newAccessKey(context.ids, call.now);
    setAccessKeys(subject, [...keys, key], call.now);
    return {
      AccessKey: {
        ...userNameOf(subject),
        AccessKeyId: key.id,
        Status: key.status,
        SecretAccessKey: key.secret,
        CreateDate: key.createdAt,
      },
    };
  };

export const updateAccessKey =
  (context: IamContext): Operation =>
  (call) => {
    const subject = ownerOf(context, call);
    const id = requiredText(call, 'AccessKeyId');
    const status = statusOf(call);
    requireKey(subject, id);
    const changed = accessKeysOf(subject).map((key) => (key.id === id ? { ...key, status } : key));
    setAccessKeys(subject, changed, call.now);
    return {};
  };

export const deleteAccessKey =
  (context: IamContext): Operation =>
  (call) => {
    const subject = ownerOf(context, call);
    const id = requiredText(call, 'AccessKeyId');
    requireKey(subject, id);
    setAccessKeys(
      subject,
      accessKeysOf(subject).filter((key) => key.id !== id),
      call.now,
    );
    return {};
  };

/** Also for keys of IAM users; a key that was never used has `N/A` for Region and service. */
export const getAccessKeyLastUsed =
  (context: IamContext): Operation =>
  (call) => {
    const id = requiredText(call, 'AccessKeyId');
    const account = callersAccount(context, call);
    const users = [...account.users.values()];
    const owner = users.find(({ accessKeys }) => accessKeys.some((key) => key.id === id));
    const keys = owner?.accessKeys ?? account.root.credentials.accessKeys;
    const key = keys.find((it) => it.id === id);
    if (key === undefined) throw notFound(id);
    return {
      ...(owner === undefined ? {} : { UserName: owner.name }),
      AccessKeyLastUsed: {
        LastUsedDate: key.lastUsed?.at,
        ServiceName: key.lastUsed?.service ?? 'N/A',
        Region: key.lastUsed?.region ?? 'N/A',
      },
    };
  };
