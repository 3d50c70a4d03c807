import { tellsOf } from '../../domain/lost-events.ts';
import type { Posture } from '../../domain/posture.ts';
import type { AcceptableState } from '../../domain/posture-state.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { StoredPosture } from '../ports/posture.ts';
import { appendAlreadyAudited } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-outcome.ts';

/** An audit shows what an event did if its session was opened at least this long after it. IAM reads lag up to two minutes behind. */
const MIN_SECONDS_AFTER_EVENT = 5 * 60;

/** A posture that needs no action, so that another audit would change nothing. */
type AcceptablePosture = Posture & { readonly state: AcceptableState };

/**
 * Looks for an audit that is newer than all triggers: messages may be delivered late or twice, and AssumeRoot has a low rate
 * limit. The time of the event and the opening of the session are compared, as both are by AWS's clock. For a recent event
 * the posture is not read.
 */
export async function findNewerAudit(
  deps: Pick<GuardDependencies, 'posture' | 'clock'>,
  { account, triggers, operator }: GuardRequest,
): Promise<AcceptablePosture | undefined> {
  const now = deps.clock.now();
  if (operator || !triggers.every((trigger) => isOldEvent(trigger, now))) return undefined;
  const stored = await deps.posture.read(account);
  const latest = Math.max(...triggers.map(({ at }) => at.getTime()));
  if (stored?.posture && isAwaited(stored.posture, triggers)) return undefined;
  return stored && newerAuditIn(stored, new Date(latest), now);
}

/** Records the triggers, and the audit that is newer than they are. */
export async function concludeAlreadyAudited(
  deps: Pick<GuardDependencies, 'ledger' | 'newId' | 'clock' | 'telemetry'>,
  { account, triggers }: GuardRequest,
  newer: AcceptablePosture,
): Promise<void> {
  await appendAlreadyAudited(deps, account, triggers, newer);
  deps.telemetry.log('account-already-audited', { account, state: newer.state });
}

/**
 * Only triggers with the time of an event, which is by AWS's clock: other requests have the time of the machine that made them.
 * After an account has joined, Organizations may lag for longer. A sweep always audits.
 */
function isOldEvent(trigger: Trigger, now: Date): boolean {
  const hasEventTime =
    trigger.type === 'root-credential-changed' ||
    (trigger.type === 'audit-requested' && trigger.why === 'second-look');
  return hasEventTime && isLaterByMargin(now, trigger.at);
}

function newerAuditIn(
  { posture, enforcements, issues }: StoredPosture,
  latest: Date,
  now: Date,
): AcceptablePosture | undefined {
  if (posture?.sessionOpenedAt === undefined || enforcements.length > 0 || issues.length > 0)
    return undefined;
  // Without an allowance for clocks that differ: in doubt there is one more audit.
  if (posture.sessionOpenedAt > now || posture.auditedAt > now) return undefined;
  return isLaterByMargin(posture.sessionOpenedAt, latest) && isAcceptable(posture) ? posture : undefined;
}

/** The event counted as lost. The next record of the account's posture no longer says so. */
function isAwaited({ lostEvents = [] }: Posture, triggers: readonly Trigger[]): boolean {
  return lostEvents.some((lost) => triggers.some((trigger) => tellsOf(trigger, lost)));
}

function isAcceptable(posture: Posture): posture is AcceptablePosture {
  return posture.state === 'compliant' || posture.state === 'excepted';
}

function isLaterByMargin(one: Date, other: Date): boolean {
  return one.getTime() - other.getTime() >= MIN_SECONDS_AFTER_EVENT * 1000;
}
