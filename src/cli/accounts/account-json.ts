import type { AccountStatus, AccountView, CredentialView } from './account-view.ts';

export interface AccountsReport {
  readonly organizationId: string;
  readonly auditedAt: Date;
  readonly accounts: readonly AccountView[];
}

/** The document of `audit`; `enforce` adds what became of each credential. */
export function accountsJson({ organizationId, auditedAt, accounts }: AccountsReport) {
  return {
    organizationId,
    auditedAt,
    summary: summaryOf(accounts),
    accounts: accounts.map(accountJson),
  };
}

export function accountJson({ accountId, name, status, reason, detail, failure, credentials }: AccountView) {
  return {
    accountId,
    name,
    status,
    reason: reason ?? null,
    ...(detail !== undefined && { detail }),
    ...(failure !== undefined && { failure }),
    credentials: credentials.map(credentialJson),
  };
}

function credentialJson({ credential, lastUsedAt, verdict, exceptionId, reason, outcome }: CredentialView) {
  return {
    kind: credential.kind,
    id: credential.id,
    createdAt: credential.createdAt ?? null,
    lastUsedAt: lastUsedAt ?? null,
    ...(credential.status !== undefined && { status: credential.status }),
    verdict,
    exceptionId: exceptionId ?? null,
    reason,
    ...(outcome !== undefined && {
      result: outcome.result,
      failedBecause: outcome.failedBecause ?? null,
      requestId: outcome.requestId ?? null,
      ...(outcome.failure !== undefined && { failure: outcome.failure }),
    }),
  };
}

export type Summary = Readonly<Record<'accounts' | AccountStatus, number>>;

export function summaryOf(accounts: readonly AccountView[]): Summary {
  const count = (status: AccountStatus) => accounts.filter((account) => account.status === status).length;
  return {
    accounts: accounts.length,
    compliant: count('compliant'),
    excepted: count('excepted'),
    violating: count('violating'),
    unknown: count('unknown'),
    skipped: count('skipped'),
  };
}
