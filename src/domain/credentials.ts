import type { AwsFailure } from './aws-failure.ts';

/** The four kinds of root user credentials that a privileged session can see and delete. */
export const CREDENTIAL_KINDS = ['login-profile', 'access-key', 'signing-certificate', 'mfa-device'] as const;

export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export function isCredentialKind(text: string): text is CredentialKind {
  return CREDENTIAL_KINDS.some((kind) => kind === text);
}

/** A root user has one login profile at most, and AWS gives it no id. */
export const LOGIN_PROFILE_ID = 'login-profile';

export interface Credential {
  readonly kind: CredentialKind;
  /** Access key id, certificate id, MFA serial number, or `LOGIN_PROFILE_ID`. */
  readonly id: string;
  readonly createdAt: Date | undefined;
  /** Access keys and signing certificates only. An inactive one still counts: it can be switched on again. */
  readonly status: 'Active' | 'Inactive' | undefined;
}

/** What root credentials an account has. An empty list is a finding, never the absence of one. */
export type Inventory =
  | { readonly type: 'readable'; readonly credentials: readonly Credential[] }
  | { readonly type: 'unreadable'; readonly failure: AwsFailure };

export function isSameCredential(one: Credential, other: Credential): boolean {
  return one.kind === other.kind && one.id === other.id;
}

export function hasPassword(credentials: readonly Credential[]): boolean {
  return credentials.some((credential) => credential.kind === 'login-profile');
}
