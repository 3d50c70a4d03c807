import type { Posture } from '../../domain/posture.ts';
import type { AcceptableState } from '../../domain/posture-state.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { StoredPosture } from '../ports/posture.ts';
import { appendAlreadyAudited } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-outcome.ts';

/** An audit answers an event if its session was opened at least this long after it. IAM reads lag up to two minutes behind. */
const ANSWERED_AFTER_SECONDS = 5 * 60;

/** A posture that needs no action, so that another audit would change nothing. */
type Answer = Posture & { readonly state: AcceptableState };

/**
 * Looks for an audit that has answered all triggers already: messages may be delivered late or twice, and AssumeRoot has a low
 * rate limit. The time of the event and the opening of the session are compared, as both are by AWS's clock. For a recent event
 * the posture is not read.
 */
export async function findAnswer(
  deps: Pick<GuardDependencies, 'posture' | 'clock'>,
  { account, triggers, operator }: GuardRequest,
): Promise<Answer | undefined> {
  const now = deps.clock.now();
  if (operator || !triggers.every((trigger) => isAnswerable(trigger, now))) return undefined;
  const stored = await deps.posture.read(account);
  const latest = Math.max(...triggers.map(({ at }) => at.getTime()));
  return stored && answerIn(stored, new Date(latest));
}

/** Records the triggers, and the audit that answers them. */
export async function concludeAnswered(
  deps: Pick<GuardDependencies, 'ledger' | 'newId' | 'clock' | 'telemetry'>,
  { account, triggers }: GuardRequest,
  answer: Answer,
): Promise<void> {
  await appendAlreadyAudited(deps, account, triggers, answer);
  deps.telemetry.log('account-already-audited', { account, state: answer.state });
}

/**
 * Only triggers with the time of an event, which is by AWS's clock: other requests have the time of the machine that made them.
 * After an account has joined, Organizations may lag for longer. A sweep always audits.
 */
function isAnswerable(trigger: Trigger, now: Date): boolean {
  const hasEventTime =
    trigger.type === 'root-credential-changed' ||
    (trigger.type === 'audit-requested' && trigger.why === 'second-look');
  return hasEventTime && isLaterByMargin(now, trigger.at);
}

function answerIn({ posture, enforcements, issues }: StoredPosture, latest: Date): Answer | undefined {
  if (posture?.sessionOpenedAt === undefined || enforcements.length > 0 || issues.length > 0)
    return undefined;
  return isLaterByMargin(posture.sessionOpenedAt, latest) && isAnswer(posture) ? posture : undefined;
}

function isAnswer(posture: Posture): posture is Answer {
  return posture.state === 'compliant' || posture.state === 'excepted';
}

function isLaterByMargin(one: Date, other: Date): boolean {
  return one.getTime() - other.getTime() >= ANSWERED_AFTER_SECONDS * 1000;
}
