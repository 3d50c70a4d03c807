import {
  type CredentialResult,
  credentialsWithoutDecision,
  failureCauseOf,
} from '../../domain/credential-result.ts';
import { awsFailureOf } from '../../domain/errors.ts';
import type { LedgerEntry, Operator } from '../../domain/ledger-entry.ts';
import { postureStateOf } from '../../domain/posture.ts';
import type { PostureState } from '../../domain/posture-state.ts';
import { REASONS } from '../../domain/reasons.ts';
import { guardAccount } from '../../guardrail/account/guard-account.ts';
import type { GuardOutcome } from '../../guardrail/account/guard-outcome.ts';
import type { Ledger } from '../../guardrail/ports/ledger.ts';
import type { RootRemover } from '../../guardrail/ports/root-sessions.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { explainError } from '../errors.ts';
import {
  type AccountView,
  type CredentialView,
  resultOfKept,
  viewOfResult,
} from '../views/accounts/account-view.ts';
import { mapAccounts } from './map-accounts.ts';

/**
 * Audits and enforces each account again (the plan itself decides nothing), and returns the results in the same order.
 * After Ctrl-C the accounts in progress are finished and no other is started.
 */
export async function enforcePlanned(
  context: CliContext,
  ports: OperatorPorts & { readonly remover: RootRemover },
  planned: readonly AccountView[],
  operator: Operator,
): Promise<readonly AccountView[]> {
  const { concurrency } = await context.settings();
  const enforced = await mapAccounts(context, ports.clock, {
    items: planned,
    concurrency,
    map: async (view) => {
      const at = ports.clock.now();
      const account = view.accountId;
      const { ledger, verified } = observeVerified(ports.ledger);
      try {
        const outcome = await guardAccount(
          { ...ports, ledger },
          {
            account,
            triggers: [{ type: 'audit-requested', account, why: 'operator', at, event: undefined }],
            operator,
          },
        );
        return viewOfOutcome(view, outcome, verified());
      } catch (error) {
        return viewOfError(view, error, verified());
      }
    },
    whenInterrupted: 'finish',
  });
  return planned.map((view, at) => {
    const mapped = enforced[at];
    switch (mapped?.type) {
      case 'done':
        return mapped.result;
      case 'failed':
        return viewOfError(view, mapped.error);
      default:
        return { ...unfinished(view, 'interrupted'), state: view.state };
    }
  });
}

type Verified = Extract<LedgerEntry, { readonly type: 'outcome' }>;

/**
 * A ledger that also keeps the verified outcome of an enforcement, so that it can be shown even if its ledger entry cannot
 * be written or a later step fails.
 */
function observeVerified(ledger: Ledger): {
  readonly ledger: Ledger;
  readonly verified: () => Verified | undefined;
} {
  let verified: Verified | undefined;
  return {
    ledger: {
      append(entry) {
        if (entry.type === 'outcome') verified = entry;
        return ledger.append(entry);
      },
    },
    verified: () => verified,
  };
}

/**
 * Replaces the planned actions by the results of the enforcement.
 * @param verified the outcome that this run verified, if it got that far
 */
export function viewOfOutcome(planned: AccountView, outcome: GuardOutcome, verified?: Verified): AccountView {
  if (outcome.type === 'rejected') {
    return { ...planned, state: 'skipped', reason: outcome.reason, credentials: [] };
  }
  const { state, failure } = outcome;
  const results = verified?.results ?? outcome.results;
  if (failure !== undefined && state === 'unknown' && results.length === 0) {
    return { ...unfinished(planned, failure.reason), failure };
  }
  const isApprovalUnread = results.some(({ reason }) => reason === 'exceptions-unreadable');
  return {
    ...planned,
    state: state,
    reason: (isApprovalUnread ? undefined : failure?.reason) ?? reasonOf(state, results),
    detail: outcome.type === 'retry' && state === 'unknown' ? outcome.why : undefined,
    failure,
    credentials: results.map((result) => credentialOf(planned, result)),
  };
}

/** The processing of the account failed, before anything was verified or after it, such as in the notification. */
export function viewOfError(planned: AccountView, error: unknown, verified?: Verified): AccountView {
  const cause = { detail: explainError(error).lines.join(' '), failure: awsFailureOf(error) };
  if (verified === undefined) return { ...unfinished(planned, 'error'), ...cause };
  return {
    ...planned,
    ...cause,
    state: stateOf(verified),
    reason: 'error',
    credentials: verified.results.map((result) => credentialOf(planned, result)),
  };
}

/** `unknown` if the re-read shows a credential that appeared meanwhile, as no decision was made on it. */
function stateOf({ results, after }: Verified): PostureState {
  const isDecided =
    after.type === 'readable' && credentialsWithoutDecision(results, after.credentials).length === 0;
  return isDecided ? postureStateOf(results) : 'unknown';
}

function reasonOf(state: PostureState, results: readonly CredentialResult[]): AccountView['reason'] {
  if (state === 'skipped') return 'not-active';
  if (state !== 'unknown') return undefined;
  const unverified = results.some((result) => failureCauseOf(result) === 'not-verified');
  return unverified ? 'not-verified' : 'exceptions-unreadable';
}

function credentialOf(planned: AccountView, result: CredentialResult): CredentialView {
  const { credential, reason, exceptionId } = result;
  const before = planned.credentials.find(
    (one) => one.credential.kind === credential.kind && one.credential.id === credential.id,
  );
  return {
    credential,
    lastUsedAt: before?.lastUsedAt,
    action: REASONS[reason].action,
    reason,
    exceptionId,
    result: viewOfResult(result),
  };
}

/** For an account in which no removal was verified. */
function unfinished(planned: AccountView, reason: NonNullable<AccountView['reason']>): AccountView {
  const credentials = planned.credentials.map((one) => ({
    ...one,
    result: resultOfKept(one) ?? NOT_VERIFIED,
  }));
  return { ...planned, state: 'unknown', reason, detail: undefined, credentials };
}

const NOT_VERIFIED: CredentialView['result'] = {
  result: 'failed',
  failedBecause: 'not-verified',
  failure: undefined,
  requestId: undefined,
};
