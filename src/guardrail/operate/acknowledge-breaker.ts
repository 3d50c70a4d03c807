import type { Operator } from '../../domain/ledger-entry.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { Breaker, BreakerState, Ledger } from '../ports/records.ts';

export interface AcknowledgeDependencies {
  readonly breaker: Breaker;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: NewId;
}

export type AcknowledgeOutcome =
  | { readonly type: 'acknowledged'; readonly openSince: Date }
  | { readonly type: 'already-closed'; readonly state: Extract<BreakerState, { type: 'closed' }> }
  /** For another reason: what the operator has looked at is over, and this has not been looked at yet. */
  | { readonly type: 'opened-again'; readonly state: Extract<BreakerState, { type: 'open' }> };

export interface AcknowledgeRequest {
  /** The opening that the operator was shown and agrees to. */
  readonly openSince: Date;
  readonly operator: Operator;
}

/** An operator lets removals of older credentials go on, and stands for it in the ledger. */
export async function acknowledgeBreaker(
  { breaker, ledger, clock, newId }: AcknowledgeDependencies,
  { openSince, operator }: AcknowledgeRequest,
): Promise<AcknowledgeOutcome> {
  const at = clock.now();
  const state = await breaker.state(at);
  if (state.type === 'closed') return { type: 'already-closed', state };
  if (state.since.getTime() !== openSince.getTime()) return { type: 'opened-again', state };
  // Before the breaker is closed: nothing may go on that nobody is on record for.
  await ledger.append({
    type: 'breaker-acknowledged',
    account: 'organization',
    at,
    id: newId(),
    operator,
    openSince,
  });
  const after = await breaker.acknowledge(openSince, operator.by, at);
  return after.type === 'open' ? { type: 'opened-again', state: after } : { type: 'acknowledged', openSince };
}
