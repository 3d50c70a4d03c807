import { decide, losesPreExisting, type Situation, type Verdict } from '../../domain/decision.ts';
import { announceBreakerOpen } from '../notify/notifications.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-request.ts';

export interface DecisionWithBreaker {
  readonly verdicts: readonly Verdict[];
  /** Tells people that the breaker is open, where it is. What they cannot be told must not keep a revert waiting. */
  readonly tell: () => Promise<void>;
}

/** The breaker is asked only when pre-existing credentials would go; an operator's command does not count. */
export async function decideWithBreaker(
  deps: GuardDependencies,
  request: GuardRequest,
  seen: Pick<Situation, 'account' | 'credentials' | 'exceptions' | 'policy'>,
): Promise<DecisionWithBreaker> {
  const { triggers } = request;
  const situation: Situation = { ...seen, triggers, breaker: 'closed', now: deps.clock.now() };
  const verdicts = decide(situation);
  const untold: DecisionWithBreaker = { verdicts, tell: async () => undefined };
  if (!losesPreExisting(verdicts, triggers) || request.operator || deps.remover === undefined) {
    return untold;
  }
  const breaker = await deps.breaker.admit(seen.account.id, seen.policy.maxAccountsPerHour, deps.clock.now());
  if (breaker.type === 'closed') return untold;
  if (breaker.unreadable) {
    deps.telemetry.log('record-malformed', { record: 'the breaker', faults: breaker.unreadable });
  }
  return {
    verdicts: decide({ ...situation, breaker: 'open' }),
    tell: () => announceBreakerOpen(deps, seen.policy.maxAccountsPerHour, breaker),
  };
}
