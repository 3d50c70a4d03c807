import type { PolicySimulator } from '../../ports/policy-simulator.ts';
import { ALLOW_EVERYTHING, type Statement, statementsOf, withStatements } from './document.ts';
import { bothExemptions, type Exemption, exempted, NO_EXEMPTION } from './exemption.ts';
import { deniedActions, type Fault } from './faults.ts';
import type { NeededCalls, Place } from './needed-calls.ts';
import type { AttachedPolicy, PolicyPath } from './paths.ts';

/** Calls that are denied on one path, and why. */
export interface Denial {
  readonly needed: NeededCalls;
  readonly path: PolicyPath;
  readonly faults: readonly Fault[];
}

/** A policy as it should be, for everything that rootguard does. */
export interface Revision {
  readonly policy: AttachedPolicy;
  readonly exemption: Exemption;
  /** The statements that change, as they should be, by their position. */
  readonly statements: ReadonlyMap<number, Statement>;
  /** The whole document; undefined where no condition can exempt the principals. */
  readonly content: string | undefined;
}

/**
 * One revision of each policy that denies calls. It exempts the principals of all those calls together, so that nobody has to
 * change the same policy twice.
 */
export function revisionsFor(denials: readonly Denial[], place: Place): ReadonlyMap<string, Revision> {
  const wanted = new Map<string, { policy: AttachedPolicy; exemption: Exemption; positions: Set<number> }>();
  for (const { needed, faults } of denials) {
    for (const fault of faults) {
      if (fault.type !== 'denied') continue;
      const { policy, statements } = fault;
      const before = wanted.get(policy.id) ?? {
        policy,
        exemption: NO_EXEMPTION,
        positions: new Set<number>(),
      };
      wanted.set(policy.id, {
        policy,
        exemption: bothExemptions(before.exemption, needed.exemption(place)),
        positions: new Set([...before.positions, ...statements]),
      });
    }
  }
  return new Map(
    [...wanted].map(([id, each]) => [id, revise(each.policy, each.exemption, [...each.positions])]),
  );
}

function revise(policy: AttachedPolicy, exemption: Exemption, positions: readonly number[]): Revision {
  const before = statementsOf(policy.content) ?? [];
  const statements = new Map<number, Statement>();
  for (const position of positions) {
    const statement = before[position];
    const after = statement === undefined ? undefined : exempted(statement, exemption);
    if (after !== undefined) statements.set(position, after);
  }
  const isWhole = positions.length > 0 && statements.size === positions.length;
  const content = isWhole
    ? withStatements(
        policy.content,
        before.map((statement, position) => statements.get(position) ?? statement),
      )
    : undefined;
  return { policy, exemption, statements, content };
}

/**
 * The calls that AWS's simulator would still deny with every revision in place, and with an Allow where a level lacks one.
 * Empty: the advice has been proven.
 */
export async function stillDenied(
  simulator: PolicySimulator,
  place: Place,
  { needed, path, faults }: Denial,
  revisions: ReadonlyMap<string, Revision>,
): Promise<readonly string[]> {
  const lacking = new Set(faults.flatMap((fault) => (fault.type === 'not-allowed' ? [fault.level] : [])));
  const levels = path.levels.map((level) => [
    ...level.policies.map(({ id, content }) => revisions.get(id)?.content ?? content),
    ...(lacking.has(level) ? [ALLOW_EVERYTHING] : []),
  ]);
  return [...(await deniedActions(simulator, needed, place, path.accounts[0], levels)).keys()];
}
