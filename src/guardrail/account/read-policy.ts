import type { Operator } from '../../domain/ledger-entry.ts';
import { ENFORCED_EVERYWHERE, observingEverywhere, type Policy } from '../../domain/policy.ts';
import { areUnusable, policyInForce, type UnusableSettings } from '../../domain/settings.ts';
import type { GuardDependencies } from './dependencies.ts';

/** The policy of a run as it is now: never `enforce` without a remover, always `enforce` for an operator's command. */
export interface PolicyReading {
  readonly policy: Policy;
  /** What makes the settings unusable, where something does. The policy is suspended then. */
  readonly unusable?: UnusableSettings;
}

type Dependencies = Pick<GuardDependencies, 'settings' | 'initialPolicy' | 'remover'>;

/**
 * Reads the settings, unless nothing depends on them: without a remover the run observes, and an operator's command enforces,
 * whatever they are.
 */
export async function readPolicy(
  { settings, initialPolicy, remover }: Dependencies,
  operator: Operator | undefined,
): Promise<PolicyReading> {
  if (remover === undefined) return { policy: observingEverywhere(initialPolicy) };
  if (operator !== undefined) return { policy: ENFORCED_EVERYWHERE };
  const reading = await settings.read();
  const policy = policyInForce(reading, initialPolicy);
  return areUnusable(reading) ? { policy, unusable: reading } : { policy };
}
