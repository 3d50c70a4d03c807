import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import type { AccountId } from '../../domain/account.ts';
import { type AwsFailure, concernsWholeOrganization, isTransient } from '../../domain/aws-failure.ts';
import { foundBy } from '../../domain/found-by.ts';
import type { Posture } from '../../domain/posture.ts';
import type { Trigger } from '../../domain/trigger.ts';
import { countFinding, unreadableFinding } from '../notify/findings.ts';
import { notifyUnreadable } from '../notify/notifications.ts';
import { elapsedMs } from '../ports/platform.ts';
import { postureOf } from './account-posture.ts';
import { type AuditContext, isSweptOnly } from './audit-context.ts';
import { appendAudit } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import { expectedHeartbeat } from './expected-heartbeat.ts';
import { newcomerUntil } from './newcomer.ts';

/** The account could not be read: it is recorded as `unknown`, whatever it was before. */
export async function recordUnknown(
  deps: GuardDependencies,
  context: AuditContext,
  failure: AwsFailure,
): Promise<Posture> {
  const { account, triggers, known, startedAt } = context;
  const previous = known.posture;
  const failureExpectedUntil = concernsWholeOrganization(failure)
    ? undefined
    : newcomerUntil(account, triggers, deps.clock.now());
  const posture = {
    ...postureOf(context, previous, {
      state: 'unknown',
      results: previous?.credentials ?? [],
      wasRead: false,
    }),
    failure,
    failureExpectedUntil,
  };
  if (!isSweptOnly(triggers)) {
    await appendAudit(deps, context, posture, { type: 'unreadable', failure }, []);
  }
  const isExpected = failureExpectedUntil !== undefined;
  // A transient failure is not notified; if it persists, the message goes to the dead-letter queue, which has an alarm.
  const isWorthNotifying = !isTransient(failure) && !isExpected;
  const isLeftToSweeper = isSweptOnly(triggers) && !concernsWholeOrganization(failure);
  const notified = await allSettledInOrder(
    isWorthNotifying && !isLeftToSweeper ? [() => notifyUnreadable(deps, account.id, failure)] : [],
  );
  const heartbeat = expectedHeartbeat(deps, context);
  await deps.posture.record(posture, known.revision, { ...(heartbeat !== undefined && { heartbeat }) });
  if (isWorthNotifying && isLeftToSweeper) await countFinding(deps, unreadableFinding(account, failure));
  logUnknown(deps, account.id, failure, { isExpected, startedAt });
  throwRejected(notified);
  return posture;
}

/**
 * Organizations did not say whether it is a member. Only an account that was a member before has a posture to update.
 * @param failureExpectedUntil in an account that has just joined
 */
export async function recordNotFound(
  deps: GuardDependencies,
  { account, triggers }: { readonly account: AccountId; readonly triggers: readonly Trigger[] },
  failure: AwsFailure,
  failureExpectedUntil: Date | undefined,
): Promise<void> {
  // Only known accounts get a revision: otherwise messages could fill the table with accounts that do not exist.
  const isKnown = (await deps.posture.read(account))?.posture !== undefined;
  if (isKnown) {
    const { posture: previous, revision } = await deps.posture.reserveRevision(account);
    const auditedAt = deps.clock.now();
    if (previous) {
      const found = { failure, failureExpectedUntil, auditedAt, foundBy: foundBy(triggers) };
      await deps.posture.record({ ...previous, state: 'unknown', ...found }, revision);
    }
  }
  logUnknown(deps, account, failure, { isExpected: failureExpectedUntil !== undefined });
}

/** A failure that is expected in an account that has just joined raises no alarm, as it is tried again. */
function logUnknown(
  { telemetry, clock }: Pick<GuardDependencies, 'telemetry' | 'clock'>,
  account: AccountId,
  failure: AwsFailure,
  { isExpected, startedAt }: { readonly isExpected: boolean; readonly startedAt?: Date },
): void {
  telemetry.log(isExpected ? 'account-not-ready' : 'account-unknown', {
    account,
    failure,
    durationMs: startedAt && elapsedMs(startedAt, clock),
  });
  if (!isExpected) telemetry.count('AccountsUnknown', 1);
}
