import type { MemberAccount } from '../../src/domain/account.ts';
import type { Credential } from '../../src/domain/credentials.ts';
import { covers, formatScope, isActive } from '../../src/domain/exception.ts';
import type { ParsedExceptionRow } from '../../src/domain/exception-row.ts';

/** The scopes, as the exceptions table spells them, whose exceptions apply to the account. */
export function scopesOf({ id, organizationalUnits }: MemberAccount): readonly string[] {
  return [`account#${id}`, ...organizationalUnits.map((unit) => `ou#${unit}`), 'organization'];
}

/** Whether it is an MFA device, and a password is approved: then every MFA device of the account may stay. */
export function guardsApprovedPassword(kind: string, approvedKinds: readonly string[]): boolean {
  return kind === 'mfa-device' && approvedKinds.includes('login-profile');
}

interface Question {
  readonly account: MemberAccount;
  readonly credential: Credential;
  readonly now: Date;
}

/** Whether the credential may stay: an exception covers it, or it is the MFA of such a password. Without the code under test. */
export function approves(
  rows: readonly ParsedExceptionRow[],
  { account, credential, now }: Question,
): boolean {
  const scopes = scopesOf(account);
  return rows.some((row) => {
    if (row.type === 'malformed' || !isActive(row.exception, now)) return false;
    if (!scopes.includes(formatScope(row.exception.scope))) return false;
    return (
      covers(row.exception, credential) || guardsApprovedPassword(credential.kind, row.exception.credentials)
    );
  });
}
