import {
  type CredentialDecision,
  type DecisionInput,
  decide,
  isRemoval,
  losesPreExisting,
} from '../../domain/decision.ts';
import { notifyBreakerOpen } from '../notify/notifications.ts';
import type { GuardContext } from './audit-context.ts';
import { canaryRunBehind } from './canary-run.ts';
import type { GuardDependencies } from './dependencies.ts';

export interface DecisionWithBreaker {
  readonly decisions: readonly CredentialDecision[];
  /** Notifies that the breaker is open, where it is. A notification that fails must not delay a removal. */
  readonly notify: () => Promise<void>;
}

/** The breaker is asked only when pre-existing credentials would be removed, and never for an operator's command. */
export async function decideWithBreaker(
  deps: GuardDependencies,
  context: GuardContext,
  input: DecisionInput,
): Promise<DecisionWithBreaker> {
  const { operator } = context;
  const { account, policy, triggers, now } = input;
  const decisions = decide(input);
  const permitted: DecisionWithBreaker = { decisions, notify: async () => undefined };
  if (!losesPreExisting(decisions, triggers) || operator || deps.remover === undefined) return permitted;
  // A sweep may find the password of a canary run before its event arrives.
  const removed = decisions.filter(isRemoval).map(({ credential }) => credential);
  if (await canaryRunBehind(deps, context, removed)) return permitted;

  const breaker = await deps.breaker.permit(account.id, policy.maxAccountsPerHour, now);
  if (breaker.type === 'closed') return permitted;
  if (breaker.unreadable) {
    deps.telemetry.log('record-malformed', { record: 'the breaker', issues: breaker.unreadable });
  }
  return {
    decisions: decide({ ...input, breaker: 'open' }),
    notify: () => notifyBreakerOpen(deps, policy.maxAccountsPerHour, breaker),
  };
}
