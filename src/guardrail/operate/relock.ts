import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import { checkEligibilityUncached, type Ineligible } from '../account/check-eligibility.ts';
import type { GuardDependencies } from '../account/dependencies.ts';
import { guardAccount } from '../account/guard-account.ts';
import type { GuardOutcome } from '../account/guard-outcome.ts';
import type { ExceptionEditor } from '../ports/exceptions.ts';
import { openRecoveries } from './recover.ts';

export interface RelockDependencies extends GuardDependencies {
  readonly editor: ExceptionEditor;
}

export interface RelockRequest {
  readonly account: AccountId;
  readonly operator: Operator;
  /** Called where no recovery is open: nobody expects credentials of the account to be removed then. */
  readonly confirmWithoutRecovery: () => Promise<boolean>;
}

export type RelockOutcome =
  | {
      readonly type: 'relocked';
      readonly endedExceptionIds: readonly string[];
      readonly enforcement: GuardOutcome;
    }
  /** Nothing was changed. */
  | { readonly type: 'declined' }
  | { readonly type: 'not-eligible'; readonly eligibility: Ineligible }
  | { readonly type: 'exceptions-unreadable'; readonly failure: AwsFailure };

/** Ends every open recovery of an account, then removes the credentials that are no longer approved, and verifies it. */
export async function relock(deps: RelockDependencies, request: RelockRequest): Promise<RelockOutcome> {
  const { account, operator } = request;
  const eligibility = await checkEligibilityUncached(deps, account);
  if (eligibility.type !== 'eligible') return { type: 'not-eligible', eligibility };
  const reading = await deps.exceptions.readFor(eligibility.account, deps.clock.now());
  if (reading.type === 'unreadable') return { type: 'exceptions-unreadable', failure: reading.failure };

  const open = openRecoveries(reading.exceptions, deps.clock.now());
  if (open.length === 0 && !(await request.confirmWithoutRecovery())) return { type: 'declined' };
  const now = deps.clock.now();
  const endedExceptionIds = open.map(({ id }) => id);
  // Recorded before they are ended, so that after a crash in between the ledger says who ended them and why.
  await deps.ledger.append({
    type: 'relock',
    account,
    at: now,
    id: deps.newId(),
    operator,
    endedExceptionIds,
  });
  for (const { scope, id } of open) await deps.editor.revoke(scope, id, operator.by, now);
  const enforcement = await guardAccount(deps, {
    account,
    triggers: [{ type: 'audit-requested', account, why: 'operator', at: now, event: undefined }],
    operator,
  });
  return { type: 'relocked', endedExceptionIds, enforcement };
}
