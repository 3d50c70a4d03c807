import { decideByLevels } from 'organization-sandbox/policy/levels.ts';
import { organizationPolicySchema } from 'organization-sandbox/policy/organization-policy.ts';
import * as v from 'valibot';
import type { PolicySimulator, SimulatedDecision } from '../../../../src/guardrail/ports/policy-simulator.ts';

const DECISIONS = {
  allowed: 'allowed',
  'explicit-deny': 'explicit-deny',
  'implicit-deny': 'implicit-deny',
} as const satisfies Record<string, SimulatedDecision>;

/** Decides as the sandbox does on real calls, and counts the simulations. */
export function givenSimulator() {
  let count = 0;
  const schema = organizationPolicySchema('SERVICE_CONTROL_POLICY');
  const simulator: PolicySimulator = {
    async simulate({ levels, boundary, actions, resource, context }) {
      count += 1;
      // A boundary decides as one more level does.
      const attached = [...levels, ...(boundary === undefined ? [] : [[boundary]])].map((documents) =>
        documents.map((text) => ({ document: v.parse(schema, JSON.parse(text)) })),
      );
      const strings = Object.fromEntries(Object.entries(context).map(([key, value]) => [key, String(value)]));
      return new Map(
        actions.map((action) => {
          const { type } = decideByLevels(attached, { action, resource, context: strings });
          return [action, DECISIONS[type]];
        }),
      );
    },
  };
  return { simulator, count: () => count };
}
