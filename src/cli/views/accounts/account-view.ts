import type { AccountId, AccountState, MemberAccount } from '../../../domain/account.ts';
import type { AwsFailure } from '../../../domain/aws-failure.ts';
import {
  type CredentialResult,
  type FailureCause,
  failureCauseOf,
} from '../../../domain/credential-result.ts';
import type { Credential } from '../../../domain/credentials.ts';
import {
  type CredentialDecision,
  describedDecision,
  resultWithoutRemoval,
} from '../../../domain/decision.ts';
import type { ExceptionId, ExceptionReading } from '../../../domain/exception.ts';
import type { PostureState } from '../../../domain/posture-state.ts';
import type { CredentialAction } from '../../../domain/reasons.ts';
import type { AccountAudit } from '../../../guardrail/operate/audit-account.ts';
import type { Recording } from '../../../guardrail/operate/record-audit.ts';
import type { UnreadableAccount } from '../../../guardrail/operate/select-accounts.ts';

/** Why an account is `unknown` or `skipped`, unless a call of AWS failed: then the reason is that of the failure. */
export const ACCOUNT_REASONS = {
  'management-account': 'AWS opens no root sessions in the management account.',
  'not-active': 'The account is not ACTIVE, so no root session can be opened in it.',
  'exceptions-unreadable': 'The exceptions of the account could not be read.',
  'not-verified': 'The credentials could not be read again after the removals.',
  'not-in-organization': 'The account is not in the organization.',
  interrupted: 'The command was interrupted before the account was reached.',
  error: 'rootguard could not finish processing the account.',
} as const;

export type AccountReason = keyof typeof ACCOUNT_REASONS | AwsFailure['reason'];

/** One account, for all output formats. */
export interface AccountView {
  readonly accountId: AccountId;
  readonly name: string;
  readonly accountState: AccountState | undefined;
  readonly state: PostureState;
  readonly reason: AccountReason | undefined;
  /** Details of the reason, as text. */
  readonly detail: string | undefined;
  readonly failure: AwsFailure | undefined;
  readonly credentials: readonly CredentialView[];
  /** Only where the audit was to be recorded. */
  readonly recording?: Recording;
}

export interface CredentialView {
  readonly credential: Credential;
  readonly lastUsedAt: Date | undefined;
  readonly action: CredentialAction;
  readonly reason: CredentialDecision['reason'];
  readonly exceptionId: ExceptionId | undefined;
  /** Only after an enforcement. */
  readonly result: ResultView | undefined;
}

/** The same fields for every result. */
export interface ResultView {
  readonly result: CredentialResult['result'];
  readonly failedBecause: FailureCause | undefined;
  readonly failure: AwsFailure | undefined;
  readonly requestId: string | undefined;
}

export function viewOfResult(result: CredentialResult): ResultView {
  return {
    result: result.result,
    failedBecause: failureCauseOf(result),
    failure: result.result === 'failed' ? result.failure : undefined,
    requestId: 'requestId' in result ? result.requestId : undefined,
  };
}

const NOTHING_MORE = { reason: undefined, detail: undefined, failure: undefined, credentials: [] } as const;

export function viewOfAudit(audit: AccountAudit): AccountView {
  const { id, name, state: accountState } = audit.account;
  const base = { ...NOTHING_MORE, accountId: id, name, accountState, state: audit.state };
  switch (audit.type) {
    case 'skipped':
      return { ...base, reason: 'not-active', detail: accountState };
    case 'unreadable':
      return { ...base, reason: audit.failure.reason, failure: audit.failure };
    case 'audited':
      return {
        ...base,
        ...(audit.state === 'unknown' && {
          reason: 'exceptions-unreadable',
          ...(audit.exceptions && causeOfUncertainty(audit.exceptions)),
        }),
        credentials: audit.decisions
          .map(describedDecision)
          .map(({ credential, action, reason, exceptionId }) => ({
            credential,
            lastUsedAt: audit.lastUsedAt.get(credential.id),
            action,
            reason,
            exceptionId,
            result: undefined,
          })),
      };
  }
}

function causeOfUncertainty(
  exceptions: ExceptionReading,
): Pick<AccountView, 'failure'> | Pick<AccountView, 'detail'> {
  if (exceptions.type === 'unreadable') return { failure: exceptions.failure };
  const issues = exceptions.malformed.flatMap(({ scope, id, issues: own }) =>
    own.map((issue) => `exception ${id} of ${scope}: ${issue}`),
  );
  return { detail: issues.join('; ') };
}

export function viewOfManagementAccount(accountId: AccountId, name: string): AccountView {
  return {
    ...NOTHING_MORE,
    accountId,
    name,
    accountState: undefined,
    state: 'skipped',
    reason: 'management-account',
  };
}

export function viewOfUnreadable({ id, failure }: UnreadableAccount): AccountView {
  return {
    ...NOTHING_MORE,
    accountId: id,
    name: id,
    accountState: undefined,
    state: 'unknown',
    reason: failure.reason,
    failure,
  };
}

/** An account that has not been audited yet. */
export function viewOfMember({ id, name, state: accountState }: MemberAccount): AccountView {
  return { ...NOTHING_MORE, accountId: id, name, accountState, state: 'unknown' };
}

/** An account that the command did not reach, or whose processing failed. */
export function viewOfUnfinished(
  account: MemberAccount,
  reason: 'interrupted' | 'error',
  detail?: string,
): AccountView {
  return { ...viewOfMember(account), reason, detail };
}

/** The result of an enforcement for an account in which nothing was to be removed. */
export function viewOfKept(view: AccountView): AccountView {
  return { ...view, credentials: view.credentials.map((one) => ({ ...one, result: resultOfKept(one) })) };
}

/** Undefined for a credential to remove, which has no result yet. */
export function resultOfKept({ action }: CredentialView): CredentialView['result'] {
  if (action === 'remove') return undefined;
  return {
    result: resultWithoutRemoval(action),
    failedBecause: undefined,
    failure: undefined,
    requestId: undefined,
  };
}
