import { evaluate, type PolicyRequest, policySchema } from 'organization-sandbox/policy/policy.ts';
import * as v from 'valibot';

/** Documents by what they were parsed from: the same ones are evaluated for hundreds of calls. */
const parsed = new WeakMap<object, v.InferOutput<typeof policySchema>>();

/** Whether the policy document denies the request. */
export function denies(document: object, request: PolicyRequest): boolean {
  const policy = parsed.get(document) ?? v.parse(policySchema, document);
  parsed.set(document, policy);
  return evaluate(policy, request) === 'denied';
}
