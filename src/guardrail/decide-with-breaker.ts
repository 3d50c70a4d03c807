import { decide, losesPreExisting, type Situation, type Verdict } from '../domain/decision.ts';
import { announceBreakerOpen } from './announcements.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-request.ts';

/** The breaker is asked only when pre-existing credentials would go; an operator's command does not count. */
export async function decideWithBreaker(
  deps: GuardDependencies,
  request: GuardRequest,
  seen: Pick<Situation, 'account' | 'credentials' | 'exceptions' | 'policy'>,
): Promise<readonly Verdict[]> {
  const { triggers } = request;
  const situation: Situation = { ...seen, triggers, breaker: 'closed', now: deps.clock.now() };
  const verdicts = decide(situation);
  if (!losesPreExisting(verdicts, triggers) || request.operator || deps.remover === undefined) {
    return verdicts;
  }
  const breaker = await deps.breaker.admit(seen.account.id, seen.policy.maxAccountsPerHour, deps.clock.now());
  if (breaker.type === 'closed') return verdicts;
  if (breaker.unreadable) {
    deps.telemetry.log('record-malformed', { record: 'the breaker', faults: breaker.unreadable });
  }
  await announceBreakerOpen(deps, seen.policy.maxAccountsPerHour, breaker);
  return decide({ ...situation, breaker: 'open' });
}
