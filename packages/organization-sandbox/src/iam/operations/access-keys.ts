import type { Operation } from '../../contract/operation.ts';
import { MAX_ACCESS_KEYS_PER_USER, newAccessKey } from '../../world/new-credentials.ts';
import { type IamContext, requiredText, statusOf } from '../context.ts';
import {
  accessKeysOf,
  type CredentialOwner,
  callersAccount,
  ownerOf,
  readRootCredentials,
  setAccessKeys,
  userNameOf,
} from '../credential-owner.ts';
import { limitExceeded, noSuchEntity } from '../errors.ts';
import { page } from '../page.ts';

const notFound = (id: string) => noSuchEntity(`The Access Key with id ${id} cannot be found.`);

function requireKey(owner: CredentialOwner, id: string): void {
  if (!accessKeysOf(owner).some((key) => key.id === id)) throw notFound(id);
}

export const listAccessKeys =
  (context: IamContext): Operation =>
  (call) => {
    const owner = ownerOf(context, call);
    const keys =
      owner.type === 'user'
        ? owner.user.accessKeys
        : readRootCredentials(context, owner.account, call.now).accessKeys;
    const metadata = keys.map(({ id, status, createdAt }) => ({
      ...userNameOf(owner),
      AccessKeyId: id,
      Status: status,
      CreateDate: createdAt,
    }));
    return page(call, 'AccessKeyMetadata', metadata);
  };

export const createAccessKey =
  (context: IamContext): Operation =>
  (call) => {
    const owner = ownerOf(context, call);
    const keys = accessKeysOf(owner);
    if (keys.length >= MAX_ACCESS_KEYS_PER_USER) {
      throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${MAX_ACCESS_KEYS_PER_USER}`);
    }
    const key = newAccessKey(context.ids, call.now);
    setAccessKeys(owner, [...keys, key], call.now);
    return {
      AccessKey: {
        ...userNameOf(owner),
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
    const owner = ownerOf(context, call);
    const id = requiredText(call, 'AccessKeyId');
    const status = statusOf(call);
    requireKey(owner, id);
    const changed = accessKeysOf(owner).map((key) => (key.id === id ? { ...key, status } : key));
    setAccessKeys(owner, changed, call.now);
    return {};
  };

export const deleteAccessKey =
  (context: IamContext): Operation =>
  (call) => {
    const owner = ownerOf(context, call);
    const id = requiredText(call, 'AccessKeyId');
    requireKey(owner, id);
    setAccessKeys(
      owner,
      accessKeysOf(owner).filter((key) => key.id !== id),
      call.now,
    );
    return {};
  };

/** Works for keys of IAM users too. A key that was never used has `N/A` as Region and service. */
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
