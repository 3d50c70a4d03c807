import type { AccountView, CredentialView } from './account-view.ts';
import { tallyOf } from './tally.ts';

/**
 * What the credentials of an audit are judged by. `read`: the exceptions table; an account whose exceptions cannot be read is
 * unknown. `unreadable`: the same, but the table could not be read when the audit started. `not-deployed`: there is no such table, so nothing is approved. `ignored`: the operator asked for it.
 */
export type ExceptionsSource = 'read' | 'unreadable' | 'not-deployed' | 'ignored';

/** The fields before the accounts. */
export interface AccountsHeading {
  readonly organizationId: string;
  /** When the audit started. */
  readonly auditedAt: Date;
  /** Left out by commands that remove, which always read them. */
  readonly exceptions?: ExceptionsSource;
}

export interface AuditedAccounts extends AccountsHeading {
  /** In the order of the listing, as they are audited; can be read once. Throws if the listing fails. */
  readonly accounts: AsyncIterable<AccountView>;
}

export interface AccountsReport extends AccountsHeading {
  readonly accounts: readonly AccountView[];
}

/** The JSON document of `audit`, which writes it piece by piece. `enforce` adds the result of each credential. */
export function accountsJson({ organizationId, auditedAt, accounts }: AccountsReport) {
  return {
    organizationId,
    auditedAt,
    accounts: accounts.map(accountJson),
    summary: tallyOf(accounts).summary,
  };
}

export function accountJson({
  accountId,
  name,
  state,
  reason,
  detail,
  failure,
  credentials,
  recording,
}: AccountView) {
  return {
    accountId,
    name,
    state,
    reason: reason ?? null,
    ...(detail !== undefined && { detail }),
    ...(failure !== undefined && { failure }),
    credentials: credentials.map(credentialJson),
    ...(recording !== undefined && { recording: recording.type }),
  };
}

function credentialJson({ credential, lastUsedAt, action, exceptionId, reason, result }: CredentialView) {
  return {
    kind: credential.kind,
    id: credential.id,
    createdAt: credential.createdAt ?? null,
    lastUsedAt: lastUsedAt ?? null,
    ...(credential.status !== undefined && { status: credential.status }),
    action,
    exceptionId: exceptionId ?? null,
    reason,
    ...(result !== undefined && {
      result: result.result,
      failedBecause: result.failedBecause ?? null,
      requestId: result.requestId ?? null,
      ...(result.failure !== undefined && { failure: result.failure }),
    }),
  };
}
