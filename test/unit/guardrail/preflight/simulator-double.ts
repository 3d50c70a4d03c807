import { decideByLevels } from 'organization-sandbox/policy/levels.ts';
import { organizationPolicySchema } from 'organization-sandbox/policy/organization-policy.ts';
import * as v from 'valibot';
import type { PolicySimulator } from '../../../../src/guardrail/ports/policy-simulator.ts';

/** Decides as the sandbox does on real calls, and counts the simulations. */
export function givenSimulator() {
  let count = 0;
  const schema = organizationPolicySchema('SERVICE_CONTROL_POLICY');
  const simulator: PolicySimulator = {
    async simulate({ levels, boundary, actions, resources, context }) {
      count += 1;
      // A boundary decides as one more level does.
      const attached = [...levels, ...(boundary === undefined ? [] : [[boundary]])].map((documents) =>
        documents.map((text) => ({ document: v.parse(schema, JSON.parse(text)) })),
      );
      const strings = Object.fromEntries(Object.entries(context).map(([key, value]) => [key, String(value)]));
      return new Map(
        actions.map((action) => {
          const types = resources.map(
            (resource) => decideByLevels(attached, { action, resource, context: strings }).type,
          );
          const worst = (['explicit-deny', 'implicit-deny'] as const).find((type) => types.includes(type));
          return [action, worst ?? 'allowed'];
        }),
      );
    },
  };
  return { simulator, count: () => count };
}
