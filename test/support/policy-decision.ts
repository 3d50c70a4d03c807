import { evaluate, type PolicyRequest, policySchema } from 'organization-sandbox/policy/policy.ts';
import * as v from 'valibot';

/**
 * Whether the document denies the request. `Null` asks whether a key is absent, and `ForAnyValue` about a key with several values,
 * of which the request has one; the sandbox knows neither, so they are asked here.
 */
export function denies(document: unknown, { action, resource, context }: PolicyRequest): boolean {
  const { Statement } = v.parse(policySchema, document);
  return Statement.some(({ Condition: { Null = {}, ...Condition }, ...statement }) => {
    const nullsHold = Object.entries(Null).every(
      ([key, [absent]]) => (absent === 'true') === !(key in context),
    );
    const ofOneValue = Object.entries(Condition).map(([operator, keys]) => [
      operator.replace('ForAnyValue:', ''),
      keys,
    ]);
    const policy = v.parse(policySchema, {
      Version: '2012-10-17',
      Statement: [{ ...statement, Condition: Object.fromEntries(ofOneValue) }],
    });
    return nullsHold && evaluate(policy, { action, resource, context }) === 'denied';
  });
}
