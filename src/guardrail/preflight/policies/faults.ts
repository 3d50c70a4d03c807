import type { MemberAccount } from '../../../domain/account.ts';
import type { PolicySimulator, SimulatedDecision } from '../../ports/policy-simulator.ts';
import { ALLOW_EVERYTHING, nameOfStatement, statementsOf, withStatements } from './document.ts';
import { namedCalls } from './named-calls.ts';
import { contextOf, type NeededCalls, type Place } from './needed-calls.ts';
import type { AttachedPolicy, PolicyLevel, PolicyPath } from './paths.ts';

/** Why calls are denied. */
export type Fault =
  /** Statements of a policy deny them. */
  | {
      readonly type: 'denied';
      readonly policy: AttachedPolicy;
      /** Positions of the statements; empty where no single one denies them. */
      readonly statements: readonly number[];
      readonly actions: readonly string[];
    }
  /** None of the policies of a level allows them. */
  | { readonly type: 'not-allowed'; readonly level: PolicyLevel; readonly actions: readonly string[] }
  /** The whole path denies them, and none of its policies and levels alone. */
  | { readonly type: 'unexplained'; readonly actions: readonly string[] };

/** The documents of each level of a path. */
type Documents = readonly (readonly string[])[];

/**
 * The actions that AWS's simulator does not allow under these documents, with its decision. Of what it says on named resources only
 * an explicit deny counts: it denies implicitly what it takes for a resource of another type.
 * @param boundary the document of the principal's permissions boundary, if it has one
 */
export async function deniedActions(
  simulator: PolicySimulator,
  needed: NeededCalls,
  place: Place,
  account: Pick<MemberAccount, 'id'>,
  levels: Documents,
  boundary?: string,
): Promise<ReadonlyMap<string, SimulatedDecision>> {
  const denied = new Map<string, SimulatedDecision>();
  const context = contextOf(needed, place, account.id);
  for (const { actions, resource } of needed.calls) {
    const decisions = await simulator.simulate({
      levels,
      boundary,
      actions,
      context,
      resources: [resource(place, account.id)],
    });
    for (const action of actions) {
      const decision = decisions.get(action) ?? 'implicit-deny';
      if (decision !== 'allowed') denied.set(action, decision);
    }
  }
  const documents = [...levels.flat(), ...(boundary === undefined ? [] : [boundary])];
  for (const { actions, resources } of namedCalls(needed, place, account.id, documents)) {
    const decisions = await simulator.simulate({ levels, boundary, actions, context, resources });
    for (const [action, decision] of decisions) {
      if (decision === 'explicit-deny') denied.set(action, decision);
    }
  }
  return denied;
}

export function documentsOf({ levels }: PolicyPath): Documents {
  return levels.map(({ policies }) => policies.map(({ content }) => content));
}

/**
 * Which policies deny calls on a path. AWS does not name them, so each policy and each of its statements is simulated alone, beside
 * what allows everything; then each level, to find one that does not allow them.
 */
export async function findFaults(
  simulator: PolicySimulator,
  needed: NeededCalls,
  place: Place,
  path: PolicyPath,
): Promise<readonly Fault[]> {
  const [account] = path.accounts;
  const denied = (levels: Documents) => deniedActions(simulator, needed, place, account, levels);
  const all = await denied(documentsOf(path));
  const faults: Fault[] = [];
  if ([...all.values()].includes('explicit-deny')) {
    for (const policy of distinctPolicies(path)) {
      const actions = explicitly(await denied(alone(path, policy.content)));
      if (actions.length === 0) continue;
      faults.push({
        type: 'denied',
        policy,
        actions,
        statements: await statementsAtFault(policy, path, denied),
      });
    }
  }
  if (all.size > 0) {
    for (const level of path.levels) {
      const documents = level.policies.map(({ content }) => content);
      const levels = path.levels.map((each) => (each === level ? documents : [ALLOW_EVERYTHING]));
      const actions = implicitly(await denied(levels));
      if (actions.length > 0) faults.push({ type: 'not-allowed', level, actions });
    }
  }
  const unexplained = [...all.keys()].filter(
    (action) => !faults.some(({ actions }) => actions.includes(action)),
  );
  return unexplained.length === 0 ? faults : [...faults, { type: 'unexplained', actions: unexplained }];
}

async function statementsAtFault(
  { content }: AttachedPolicy,
  path: PolicyPath,
  denied: (levels: Documents) => ReturnType<typeof deniedActions>,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const [index, statement] of (statementsOf(content) ?? []).entries()) {
    if (statement.Effect !== 'Deny') continue;
    const only = withStatements(content, [statement]);
    if (explicitly(await denied(alone(path, only))).length > 0) found.push(index);
  }
  return found;
}

/** A document beside what allows everything, as if no other policy were attached. */
function alone({ levels }: PolicyPath, document: string): Documents {
  return levels.map((_, index) => (index === 0 ? [ALLOW_EVERYTHING, document] : [ALLOW_EVERYTHING]));
}

function explicitly(denied: ReadonlyMap<string, SimulatedDecision>): readonly string[] {
  return [...denied].flatMap(([action, decision]) => (decision === 'explicit-deny' ? [action] : []));
}

function implicitly(denied: ReadonlyMap<string, SimulatedDecision>): readonly string[] {
  return [...denied].flatMap(([action, decision]) => (decision === 'implicit-deny' ? [action] : []));
}

function distinctPolicies({ levels }: PolicyPath): readonly AttachedPolicy[] {
  return [
    ...new Map(levels.flatMap(({ policies }) => policies.map((policy) => [policy.id, policy]))).values(),
  ];
}

/** Such as `"GRREGIONDENY"` or `number 2`. */
export function namesOfStatements(
  { content }: AttachedPolicy,
  positions: readonly number[],
): readonly string[] {
  const statements = statementsOf(content) ?? [];
  return positions.flatMap((position) => {
    const statement = statements[position];
    return statement === undefined ? [] : [nameOfStatement(statement, position)];
  });
}
