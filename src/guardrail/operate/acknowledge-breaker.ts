import type { Operator } from '../../domain/ledger-entry.ts';
import type { Breaker, BreakerState } from '../ports/breaker.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, NewId } from '../ports/platform.ts';

export interface AcknowledgeDependencies {
  readonly breaker: Breaker;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: NewId;
}

export type AcknowledgeOutcome =
  | { readonly type: 'acknowledged'; readonly openSince: Date }
  | { readonly type: 'already-closed'; readonly state: Extract<BreakerState, { type: 'closed' }> }
  /** The breaker has opened again since the opening that the operator was shown. */
  | { readonly type: 'opened-again'; readonly state: Extract<BreakerState, { type: 'open' }> };

export interface AcknowledgeRequest {
  /** The opening that the operator was shown and agrees to. */
  readonly openSince: Date;
  readonly operator: Operator;
}

/** Closes the breaker for an operator, so that removals of older credentials continue. The ledger records who it was. */
export async function acknowledgeBreaker(
  { breaker, ledger, clock, newId }: AcknowledgeDependencies,
  { openSince, operator }: AcknowledgeRequest,
): Promise<AcknowledgeOutcome> {
  const at = clock.now();
  const state = await breaker.state(at);
  if (state.type === 'closed') return { type: 'already-closed', state };
  if (state.since.getTime() !== openSince.getTime()) return { type: 'opened-again', state };
  // Before the breaker is closed, so that nothing is removed without a record of who permitted it.
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
