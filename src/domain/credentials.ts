import * as v from 'valibot';
import { readingSchema } from './reading.ts';
import { maybe, type Output, object, utcTimestamp } from './schema.ts';

/** The four kinds of root user credentials that a privileged session can see and delete. */
export const CREDENTIAL_KINDS = ['login-profile', 'access-key', 'signing-certificate', 'mfa-device'] as const;

export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** A root user has one login profile at most, and AWS gives it no id. */
export const LOGIN_PROFILE_ID = 'login-profile';

export const CREDENTIAL_STATUSES = ['Active', 'Inactive'] as const;

export const credentialSchema = object({
  kind: v.picklist(CREDENTIAL_KINDS),
  /** Access key id, certificate id, MFA serial number, or `LOGIN_PROFILE_ID`. */
  id: v.string(),
  createdAt: maybe(utcTimestamp),
  /** Access keys and signing certificates only. An inactive one still counts: it can be switched on again. */
  status: maybe(v.picklist(CREDENTIAL_STATUSES)),
});

export interface Credential extends Output<typeof credentialSchema> {}

export const inventorySchema = readingSchema({ credentials: v.array(credentialSchema) });

/** The root credentials of an account. An empty list means that AWS was asked and there are none. */
export type Inventory = Output<typeof inventorySchema>;

/**
 * Whether another credential can have the same id later on: the password has none of its own, and a serial number
 * can be registered again. The ids of access keys and certificates are never used twice.
 */
export function isIdReusable(kind: CredentialKind): boolean {
  return kind === 'login-profile' || kind === 'mfa-device';
}

/** Compares kind and id only. */
export function isSameCredential(one: Credential, other: Credential): boolean {
  return one.kind === other.kind && one.id === other.id;
}

/** False where kind or id differ, or the creation times show that the id was used again; true where that is not known. */
export function isPossiblySame(one: Credential, other: Credential): boolean {
  if (!isSameCredential(one, other)) return false;
  if (!isIdReusable(one.kind) || one.createdAt === undefined || other.createdAt === undefined) return true;
  return one.createdAt.getTime() === other.createdAt.getTime();
}

/** True only where id or creation time prove it; false where the creation times are not known. */
export function isCertainlySame(one: Credential, other: Credential): boolean {
  if (!isIdReusable(one.kind)) return isSameCredential(one, other);
  return one.createdAt !== undefined && other.createdAt !== undefined && isPossiblySame(one, other);
}

/** Includes the creation time, as a login profile has no id that would differ from one password to the next. */
export function fingerprintOf(credentials: readonly Credential[]): string {
  return credentials
    .map(({ kind, id, createdAt }) => `${kind}:${id}@${createdAt?.toISOString() ?? ''}`)
    .sort()
    .join();
}

/** Whether there is a password that no MFA device guards. */
export function hasPasswordWithoutMfa(credentials: readonly Credential[]): boolean {
  return hasPassword(credentials) && !credentials.some(({ kind }) => kind === 'mfa-device');
}

export function hasPassword(credentials: readonly Credential[]): boolean {
  return credentials.some((credential) => credential.kind === 'login-profile');
}
