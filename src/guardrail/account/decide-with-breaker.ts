import {
  type CredentialDecision,
  type DecisionInput,
  decide,
  losesPreExisting,
} from '../../domain/decision.ts';
import { notifyBreakerOpen } from '../notify/notifications.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-request.ts';

export interface DecisionWithBreaker {
  readonly decisions: readonly CredentialDecision[];
  /** Tells people that the breaker is open, where it is. What they cannot be told must not keep a revert waiting. */
  readonly tell: () => Promise<void>;
}

/** The breaker is asked only when pre-existing credentials would go; an operator's command does not count. */
export async function decideWithBreaker(
  deps: GuardDependencies,
  request: GuardRequest,
  seen: Pick<DecisionInput, 'account' | 'credentials' | 'exceptions' | 'policy'>,
): Promise<DecisionWithBreaker> {
  const { triggers } = request;
  const input: DecisionInput = { ...seen, triggers, breaker: 'closed', now: deps.clock.now() };
  const decisions = decide(input);
  const unreported: DecisionWithBreaker = { decisions, tell: async () => undefined };
  if (!losesPreExisting(decisions, triggers) || request.operator || deps.remover === undefined) {
    return unreported;
  }
  const breaker = await deps.breaker.permit(
    seen.account.id,
    seen.policy.maxAccountsPerHour,
    deps.clock.now(),
  );
  if (breaker.type === 'closed') return unreported;
  if (breaker.unreadable) {
    deps.telemetry.log('record-malformed', { record: 'the breaker', issues: breaker.unreadable });
  }
  return {
    decisions: decide({ ...input, breaker: 'open' }),
    tell: () => notifyBreakerOpen(deps, seen.policy.maxAccountsPerHour, breaker),
  };
}
