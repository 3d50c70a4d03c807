import { conditionKeys } from '../../policy/condition.ts';
import type { Context } from '../../policy/context.ts';
import { decideByLevels } from '../../policy/levels.ts';
import {
  decisionOf,
  matchingStatements,
  type PolicyRequest,
  type StatementMatch,
} from '../../policy/policy.ts';
import type { SimulatedPolicies, SimulatedPolicy } from './policies.ts';

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** A statement that decided. */
export interface DecidingStatement {
  readonly policy: SimulatedPolicy;
  /** In the document. */
  readonly index: number;
}

/** The decision on one action on one resource. */
export interface Simulated {
  readonly decision: Decision;
  readonly statements: readonly DecidingStatement[];
  /** Undefined where the request has no such policies. */
  readonly allowedByOrganization: boolean | undefined;
  readonly allowedByBoundary: boolean | undefined;
  /** Condition keys, in lower case, that identity-based policies and the boundary ask for and the request does not have. */
  readonly missingKeys: readonly string[];
}

/**
 * An explicit deny of any policy denies; else service control policies, the boundary and the identity-based policies must
 * all allow. Resource control policies are not simulated, as on AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
export function simulate(policies: SimulatedPolicies, request: PolicyRequest): Simulated {
  const organization = policies.organization && decideByLevels(policies.organization, request).type;
  const boundary = policies.boundary && matchesOf(policies.boundary, request);
  const identity = policies.identity.map((policy) => matchesOf(policy, request));
  const own = boundary === undefined ? identity : [boundary, ...identity];
  const denials = own.flatMap((matches) => statementsOf(matches, 'Deny'));
  const allowances = identity.flatMap((matches) => statementsOf(matches, 'Allow'));
  const allowedByBoundary = boundary && decisionOf(boundary.matches) === 'allowed';
  const result = {
    allowedByOrganization: organization && organization === 'allowed',
    allowedByBoundary,
    missingKeys: missingKeys(policies, request.context),
  };
  if (organization === 'explicit-deny') return { ...result, decision: 'explicitDeny', statements: [] };
  if (denials.length > 0) return { ...result, decision: 'explicitDeny', statements: denials };
  const allowed =
    organization !== 'implicit-deny' &&
    allowedByBoundary !== false &&
    allowances.length > 0 &&
    isResourceOf(request);
  return allowed
    ? { ...result, decision: 'allowed', statements: allowances, missingKeys: [] }
    : { ...result, decision: 'implicitDeny', statements: [] };
}

interface Matches {
  readonly policy: SimulatedPolicy;
  readonly matches: readonly StatementMatch[];
}

const matchesOf = (policy: SimulatedPolicy, request: PolicyRequest): Matches => ({
  policy,
  matches: matchingStatements(policy.document, request),
});

const statementsOf = ({ policy, matches }: Matches, effect: 'Allow' | 'Deny'): readonly DecidingStatement[] =>
  matches.filter((match) => match.effect === effect).map(({ index }) => ({ policy, index }));

/**
 * An action is never allowed on a resource of a type that it does not have. The sandbox knows the service of a resource, and
 * nothing more of its type.
 */
function isResourceOf({ action, resource }: PolicyRequest): boolean {
  const [, , service] = resource.split(':');
  const [actionService = ''] = action.toLowerCase().split(':');
  return service === undefined || service === (actionService === 'sts' ? 'iam' : actionService);
}

function missingKeys({ identity, boundary }: SimulatedPolicies, context: Context): readonly string[] {
  const present = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  const documents = [...identity, ...(boundary === undefined ? [] : [boundary])];
  const asked = documents.flatMap(({ document }) => document.Statement.flatMap(conditionKeys));
  return [...new Set(asked)].filter((key) => !present.has(key)).sort();
}
