import type { OperatorAct } from '../domain/ledger-entry.ts';
import type { Breaker, BreakerState, Ledger } from './ports/records.ts';
import type { Clock, NewId } from './ports/surroundings.ts';

export interface AcknowledgeDependencies {
  readonly breaker: Breaker;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: NewId;
}

export type AcknowledgeOutcome =
  | { readonly type: 'acknowledged'; readonly openSince: Date }
  | { readonly type: 'already-closed'; readonly state: Extract<BreakerState, { type: 'closed' }> };

/** An operator lets removals of older credentials go on, and stands for it in the ledger. */
export async function acknowledgeBreaker(
  { breaker, ledger, clock, newId }: AcknowledgeDependencies,
  operator: OperatorAct,
): Promise<AcknowledgeOutcome> {
  const at = clock.now();
  const state = await breaker.state(at);
  if (state.type === 'closed') return { type: 'already-closed', state };
  const { since: openSince } = state;
  // Before the breaker is closed: nothing may go on that nobody is on record for.
  await ledger.append({
    type: 'breaker-acknowledged',
    account: 'organization',
    at,
    id: newId(),
    operator,
    openSince,
  });
  await breaker.acknowledge(operator.by, at);
  return { type: 'acknowledged', openSince };
}
