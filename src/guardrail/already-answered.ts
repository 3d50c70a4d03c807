import type { Posture } from '../domain/posture.ts';
import type { Trigger } from '../domain/trigger.ts';
import { appendAlreadyAudited } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-request.ts';
import type { StoredPosture } from './ports/records.ts';

/**
 * How much later than what asked an audit has to be. IAM's reads lag two minutes behind at most; the rest is for an audit
 * that took long, and for the clocks of the functions, which AWS keeps. Seconds.
 */
const ANSWERED_AFTER = 5 * 60;

/** A posture that leaves nothing open, so that looking again would lead to nothing else. */
type Answer = Posture & { readonly state: 'clean' | 'excepted' };

/**
 * Looks for an audit that has answered all that asks: messages come late and twice, and AssumeRoot is too scarce to ask
 * the same again. Only one that the service itself has recorded counts, as no other clock is to be trusted. A message
 * that has just come is not held up for it.
 */
export async function findAnswer(
  deps: Pick<GuardDependencies, 'posture' | 'clock'>,
  { account, triggers, operator }: GuardRequest,
): Promise<Answer | undefined> {
  const now = deps.clock.now();
  if (operator || !triggers.every((trigger) => isAnswerable(trigger, now))) return undefined;
  const stored = await deps.posture.read(account);
  const latest = Math.max(...triggers.map(({ at }) => at.getTime()));
  return stored && answerIn(stored, new Date(latest), now);
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

/** A sweep looks with its own eyes, and what Organizations says of an arrival may have lagged for longer. */
function isAnswerable(trigger: Trigger, now: Date): boolean {
  if (!isLater(now, trigger.at)) return false;
  if (trigger.type === 'root-credential-changed') return true;
  return trigger.type === 'audit-requested' && trigger.why !== 'operator';
}

function answerIn(
  { posture, enforcements, faults }: StoredPosture,
  asked: Date,
  now: Date,
): Answer | undefined {
  if (posture === undefined || enforcements.length > 0 || faults.length > 0) return undefined;
  if (posture.auditedBy !== 'service' || posture.auditedAt > now) return undefined;
  return isLater(posture.auditedAt, asked) && isSettled(posture) ? posture : undefined;
}

function isSettled(posture: Posture): posture is Answer {
  return posture.state === 'clean' || posture.state === 'excepted';
}

function isLater(one: Date, other: Date): boolean {
  return one.getTime() - other.getTime() >= ANSWERED_AFTER * 1000;
}
