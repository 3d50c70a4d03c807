import { Attempts } from '../../concurrency/all-settled.ts';
import type { AccountId, MemberAccount } from '../../domain/account.ts';
import { type AwsFailure, concernsWholeOrganization, isTransient } from '../../domain/aws-failure.ts';
import type { Posture } from '../../domain/posture.ts';
import type { Trigger } from '../../domain/trigger.ts';
import { notifyUnreadable } from '../notify/notifications.ts';
import { elapsedMs } from '../telemetry/elapsed.ts';
import { type AuditContext, foundBy, postureOf } from './account-posture.ts';
import { appendAudit, wasAsked } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import { hasJustArrived, isNewcomer } from './newcomer.ts';

/** The account could not be read: it is unknown, and what stood there before is not believed any longer. */
export async function concludeUnknown(
  deps: GuardDependencies,
  subject: AuditContext,
  failure: AwsFailure,
): Promise<Posture> {
  const { posture: previous, revision } = await subject.known();
  const posture = {
    ...postureOf(subject, previous, { state: 'unknown', results: previous?.credentials ?? [] }),
    failure,
  };
  if (wasAsked(subject)) await appendAudit(deps, subject, posture, { type: 'unreadable', failure }, []);
  const { account, triggers } = subject;
  const isExpected = !concernsWholeOrganization(failure) && isNewcomer(account, triggers, deps.clock.now());
  // A passing fault is nobody's business yet; one that stays ends in the dead-letter queue, which has its alarm.
  const telling = new Attempts();
  if (!isTransient(failure) && !isExpected) {
    await telling.make(() => notifyUnreadable(deps, account.id, failure));
  }
  await deps.posture.record(posture, revision);
  noteUnknown(deps, account.id, failure, isExpected, subject.startedAt);
  telling.throwWhatFailed();
  return posture;
}

/** Organizations did not say whether it is a member. Only an account that was one before has a posture to correct. */
export async function concludeNotFound(
  deps: GuardDependencies,
  account: AccountId,
  triggers: readonly Trigger[],
  failure: AwsFailure,
): Promise<void> {
  // Drawn only for what is known: else anybody's message could fill the table with accounts that are none.
  const isKnown = (await deps.posture.read(account))?.posture !== undefined;
  if (isKnown) {
    const { posture: previous, revision } = await deps.posture.reserveRevision(account);
    const auditedAt = deps.clock.now();
    if (previous) {
      const found = { state: 'unknown', failure, auditedAt, foundBy: foundBy(triggers) } as const;
      await deps.posture.record({ ...previous, ...found }, revision);
    }
  }
  noteUnknown(deps, account, failure, hasJustArrived(triggers, deps.clock.now()));
}

/** What is expected of an account that has just joined is no reason for an alarm: it is tried again. */
function noteUnknown(
  { telemetry, clock }: Pick<GuardDependencies, 'telemetry' | 'clock'>,
  account: AccountId,
  failure: AwsFailure,
  isExpected: boolean,
  startedAt?: Date,
): void {
  telemetry.log(isExpected ? 'account-not-ready' : 'account-unknown', {
    account,
    failure,
    durationMs: startedAt && elapsedMs(startedAt, clock),
  });
  if (!isExpected) telemetry.count('AccountsUnknown', 1);
}

/** Not ACTIVE: AWS opens no root session there. */
export async function concludeInactive(
  deps: GuardDependencies,
  account: MemberAccount,
  triggers: readonly Trigger[],
): Promise<Posture> {
  const known = await deps.posture.reserveRevision(account.id);
  const now = deps.clock.now();
  const subject: AuditContext = { account, triggers, startedAt: now, readAt: now, known: async () => known };
  const posture = postureOf(subject, known.posture, { state: 'skipped', results: [] });
  await deps.posture.record(posture, known.revision);
  deps.telemetry.log('account-skipped', { account: account.id, state: account.state });
  deps.telemetry.count('AccountsSkipped', 1);
  return posture;
}

export async function concludeRejected(
  deps: GuardDependencies,
  account: AccountId,
  reason: 'outside-organization' | 'management-account',
  triggers: readonly Trigger[],
): Promise<void> {
  await deps.ledger.append({
    type: 'rejected',
    account,
    at: deps.clock.now(),
    id: deps.newId(),
    reason,
    triggers,
  });
  deps.telemetry.log('trigger-rejected', { account, reason, trigger: foundBy(triggers) });
  deps.telemetry.count('TriggersRejected', 1);
}
