import type { Posture } from '../../domain/posture.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { StoredPosture } from '../ports/records.ts';
import { appendAlreadyAudited } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-request.ts';

/** How much later than what asked a session has to be. IAM's reads lag two minutes behind at most. Seconds. */
const ANSWERED_AFTER_SECONDS = 5 * 60;

/** A posture that leaves nothing open, so that looking again would lead to nothing else. */
type Answer = Posture & { readonly state: 'compliant' | 'excepted' };

/**
 * Looks for an audit that has answered all that asks: messages come late and twice, and AssumeRoot is too scarce to ask
 * the same again. What happened and when the session was opened are both told by AWS's clock: no other orders them. A
 * message that has just come is not held up for it.
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

/** Leaves word of what asked, and of what answers it. */
export async function concludeAnswered(
  deps: Pick<GuardDependencies, 'ledger' | 'newId' | 'clock' | 'telemetry'>,
  { account, triggers }: GuardRequest,
  answer: Answer,
): Promise<void> {
  await appendAlreadyAudited(deps, account, triggers, answer);
  deps.telemetry.log('account-already-audited', { account, state: answer.state });
}

/**
 * Only what an event dates, by AWS's clock: other requests bear the time of whoever made them. What Organizations says of an
 * arrival may have lagged for longer, and a sweep looks with its own eyes.
 */
function isAnswerable(trigger: Trigger, now: Date): boolean {
  const isDatedByEvent =
    trigger.type === 'root-credential-changed' ||
    (trigger.type === 'audit-requested' && trigger.why === 'second-look');
  return isDatedByEvent && isLater(now, trigger.at);
}

function answerIn({ posture, enforcements, issues }: StoredPosture, asked: Date): Answer | undefined {
  if (posture?.sessionOpenedAt === undefined || enforcements.length > 0 || issues.length > 0)
    return undefined;
  return isLater(posture.sessionOpenedAt, asked) && isSettled(posture) ? posture : undefined;
}

function isSettled(posture: Posture): posture is Answer {
  return posture.state === 'compliant' || posture.state === 'excepted';
}

function isLater(one: Date, other: Date): boolean {
  return one.getTime() - other.getTime() >= ANSWERED_AFTER_SECONDS * 1000;
}
