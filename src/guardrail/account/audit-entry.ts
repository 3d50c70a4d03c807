import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Inventory } from '../../domain/credentials.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import type { Posture } from '../../domain/posture.ts';
import type { AcceptableState } from '../../domain/posture-state.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';

interface AuditEntryOptions {
  readonly exceptionsFailure?: AwsFailure | undefined;
  /** Who ran it, where a person did. */
  readonly operator?: Operator;
}

/** Records what an audit found, or that it could not read the account. */
export async function appendAudit(
  deps: Pick<GuardDependencies, 'ledger' | 'newId'>,
  { account, triggers }: AuditContext,
  { auditedAt }: Posture,
  inventory: Inventory,
  decisions: readonly CredentialDecision[],
  { exceptionsFailure, operator }: AuditEntryOptions = {},
): Promise<void> {
  await deps.ledger.append({
    type: 'audit',
    account: account.id,
    at: auditedAt,
    id: deps.newId(),
    triggers,
    inventory,
    decisions,
    ...(exceptionsFailure && { exceptionsFailure }),
    ...(operator && { operator }),
  });
}

/** Records that the latest audit is newer than the triggers. */
export async function appendAlreadyAudited(
  deps: Pick<GuardDependencies, 'ledger' | 'newId' | 'clock'>,
  account: AccountId,
  triggers: readonly Trigger[],
  { auditedAt, state }: Posture & { readonly state: AcceptableState },
): Promise<void> {
  await deps.ledger.append({
    type: 'already-audited',
    account,
    at: deps.clock.now(),
    id: deps.newId(),
    triggers,
    auditedAt,
    state,
  });
}
