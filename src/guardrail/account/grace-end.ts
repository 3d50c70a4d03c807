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
  const wasInGrace = known.posture?.credentials.some(({ reason }) => reason === 'invited-grace');
  // It was noted then; without this check each sweep in the grace period would write it again.
  if (wasInGrace && isSweptOnly(triggers)) return;
  await deps.graceEnds.note({ account: account.id, endsAt });
}
