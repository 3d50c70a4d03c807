import type { Attempts } from '../../concurrency/all-settled.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import { graceEndOf, type Policy } from '../../domain/policy.ts';
import type { SweepDependencies } from '../sweep/dependencies.ts';
import type { AuditContext } from './account-posture.ts';
import type { GuardDependencies } from './dependencies.ts';

/** So that the audit comes after the note is cleared, whoever's clock is behind. Seconds. */
const AUDIT_DELAY_SECONDS = 60;

/** Notes when an account whose credentials are left alone for now has to be looked at again. */
export async function noteGraceEnd(
  deps: Pick<GuardDependencies, 'sweepState'>,
  { account, triggers, known }: AuditContext,
  policy: Policy,
  decisions: readonly CredentialDecision[],
): Promise<void> {
  if (!decisions.some(({ reason }) => reason === 'invited-grace')) return;
  const endsAt = graceEndOf(policy, account);
  if (endsAt === undefined) return;
  const wasLeft = (await known()).posture?.credentials.some(({ reason }) => reason === 'invited-grace');
  // Each sweep of the grace period would write the same again.
  if (wasLeft && triggers.every(({ type }) => type === 'swept')) return;
  await deps.sweepState.noteGraceEnd({ account: account.id, endsAt });
}

/**
 * Asks for an audit of each account whose grace has ended, before the note is cleared: a crash in between asks twice. An
 * account whose grace was made longer meanwhile is noted anew by that audit.
 */
export async function endGraces(
  { sweepState, triggerQueue, clock, telemetry }: SweepDependencies,
  attempts: Attempts,
): Promise<void> {
  for (const graceEnd of await sweepState.readGraceEnds()) {
    const { account, endsAt } = graceEnd;
    if (clock.now() < endsAt) continue;
    await attempts.make(async () => {
      await triggerQueue.requestAudit(
        { account, why: 'grace-ended', requestedAt: clock.now(), event: undefined },
        AUDIT_DELAY_SECONDS,
      );
      await sweepState.clearGraceEnd(graceEnd);
      telemetry.log('grace-ended', { account });
    });
  }
}
