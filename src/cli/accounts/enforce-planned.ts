import type { CredentialResult, OperatorAct } from '../../domain/ledger-entry.ts';
import type { PostureState } from '../../domain/posture.ts';
import { REASONS } from '../../domain/reasons.ts';
import { guardAccount } from '../../guardrail/guard-account.ts';
import type { GuardOutcome } from '../../guardrail/guard-request.ts';
import type { RootRemover } from '../../guardrail/ports/root-sessions.ts';
import type { OperatorPorts } from '../../runtime/operator-ports.ts';
import type { CliContext } from '../context.ts';
import { explainError } from '../errors.ts';
import { type AccountStatus, type AccountView, type CredentialView, keptOutcome } from './account-view.ts';
import { workOnEach } from './each.ts';

const STATUS: Readonly<Record<PostureState, AccountStatus>> = {
  clean: 'compliant',
  excepted: 'excepted',
  violating: 'violating',
  unknown: 'unknown',
  skipped: 'skipped',
};

/**
 * Enforces each account anew (what was planned decides nothing) and gives back how it stands then, in the same order.
 * Ctrl-C lets those that were begun finish.
 */
export async function enforcePlanned(
  context: CliContext,
  ports: OperatorPorts & { readonly remover: RootRemover },
  planned: readonly AccountView[],
  operator: OperatorAct,
): Promise<readonly AccountView[]> {
  const { concurrency } = await context.settings();
  const enforced = await workOnEach(context, ports.clock, {
    items: planned,
    concurrency,
    on: async (view) => {
      const at = ports.clock.now();
      const account = view.accountId;
      const outcome = await guardAccount(ports, {
        account,
        triggers: [{ type: 'audit-requested', account, why: 'operator', at, event: undefined }],
        operator,
      });
      return viewOfOutcome(view, outcome);
    },
    whenInterrupted: 'finish',
  });
  return planned.map((view, at) => {
    const work = enforced[at];
    switch (work?.type) {
      case 'done':
        return work.outcome;
      case 'failed':
        return unfinished(view, 'error', explainError(work.error).lines.join(' '));
      default:
        return { ...unfinished(view, 'interrupted'), status: view.status };
    }
  });
}

/** What the re-read showed takes the place of what was planned. */
export function viewOfOutcome(planned: AccountView, outcome: GuardOutcome): AccountView {
  if (outcome.type === 'rejected') {
    return { ...planned, status: 'skipped', reason: outcome.reason, credentials: [] };
  }
  const { state, failure, results } = outcome;
  // What an unknown account shows is what was known of it before; nothing was done there.
  if (failure !== undefined) return { ...unfinished(planned, failure.reason), failure };
  return {
    ...planned,
    status: STATUS[state],
    reason: reasonOf(state, results),
    detail: outcome.type === 'retry' && state === 'unknown' ? outcome.why : undefined,
    credentials: results.map((result) => credentialOf(planned, result)),
  };
}

function reasonOf(state: PostureState, results: readonly CredentialResult[]): AccountView['reason'] {
  if (state === 'skipped') return 'not-active';
  if (state !== 'unknown') return undefined;
  const unverified = results.some(({ failedBecause }) => failedBecause === 'not-verified');
  return unverified ? 'not-verified' : 'exceptions-in-doubt';
}

function credentialOf(planned: AccountView, result: CredentialResult): CredentialView {
  const { credential, reason, exceptionId } = result;
  const before = planned.credentials.find(
    (one) => one.credential.kind === credential.kind && one.credential.id === credential.id,
  );
  return {
    credential,
    lastUsedAt: before?.lastUsedAt,
    verdict: REASONS[reason].verdict,
    reason,
    exceptionId,
    outcome: result,
  };
}

/** Nothing is known to have been removed. */
function unfinished(
  planned: AccountView,
  reason: NonNullable<AccountView['reason']>,
  detail?: string,
): AccountView {
  const credentials = planned.credentials.map((one) => ({
    ...one,
    outcome: keptOutcome(one) ?? NOT_VERIFIED,
  }));
  return { ...planned, status: 'unknown', reason, detail, credentials };
}

const NOT_VERIFIED: CredentialView['outcome'] = {
  result: 'failed',
  failedBecause: 'not-verified',
  failure: undefined,
  requestId: undefined,
};
