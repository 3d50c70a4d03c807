import type { AccountId } from '../../domain/account.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import { graceEndOf } from '../../domain/policy.ts';
import { type DecidedContext, isSweptOnly } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';

/** Notes when an account whose credentials are withheld for the invited grace has to be audited again. */
export async function noteGraceEnd(
  deps: Pick<GuardDependencies, 'graceEnds'>,
  { account, triggers, known, policy }: DecidedContext,
  decisions: readonly CredentialDecision[],
): Promise<void> {
  if (!decisions.some(({ reason }) => reason === 'invited-grace')) return;
  const endsAt = graceEndOf(policy, account);
  if (endsAt === undefined) return;
  const graceEnd = { account: account.id, endsAt };
  const wasInGrace = known.posture?.credentials.some(({ reason }) => reason === 'invited-grace');
  // It was most likely noted then, and without this check each sweep in the grace period would write it again: a write costs far
  // more than a read. Not if the settings have shortened the grace since, or an operator's audit has recorded it.
  if (wasInGrace && isSweptOnly(triggers) && (await deps.graceEnds.isNoted(graceEnd))) return;
  await deps.graceEnds.note(graceEnd);
}

/**
 * Has the sweeper request another audit then. For an account that has just joined or was moved, which is not ready yet: in the queue of a
 * sweep its message would not live that long. Noted like the end of a grace; the audit notes that one again where it is later.
 */
export async function auditAgainAt(
  { graceEnds }: Pick<GuardDependencies, 'graceEnds'>,
  account: AccountId,
  at: Date,
): Promise<void> {
  await graceEnds.note({ account, endsAt: at });
}
