import type { Policy } from './document.ts';
import { evaluate, type PolicyRequest } from './policy.ts';

/** The policies of one type on the way to an account: those of the root, of each unit, and of the account itself. */
export type Levels<Attached extends { readonly document: Policy }> = readonly (readonly Attached[])[];

export type LevelsDecision<Attached> =
  | { readonly type: 'allowed' }
  | { readonly type: 'explicit-deny'; readonly policy: Attached }
  /** No policy of some level allows it. */
  | { readonly type: 'implicit-deny' };

/**
 * A deny at any level denies; else every level must allow.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function decideByLevels<Attached extends { readonly document: Policy }>(
  levels: Levels<Attached>,
  request: PolicyRequest,
): LevelsDecision<Attached> {
  let allowed = 0;
  for (const level of levels) {
    const decisions = level.map((policy) => ({ policy, decision: evaluate(policy.document, request) }));
    const denied = decisions.find(({ decision }) => decision === 'denied');
    if (denied !== undefined) return { type: 'explicit-deny', policy: denied.policy };
    if (decisions.some(({ decision }) => decision === 'allowed')) allowed += 1;
  }
  return allowed === levels.length ? { type: 'allowed' } : { type: 'implicit-deny' };
}
