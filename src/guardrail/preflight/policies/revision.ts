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
  /** Everybody whom any of its statements is to leave alone. */
  readonly exemption: Exemption;
  /** The statements that change, as they should be, by their position. */
  readonly statements: ReadonlyMap<number, Statement>;
  /** The whole document; undefined where no condition can exempt the principals. */
  readonly content: string | undefined;
}

/** Whom the statements of a policy are to leave alone, by their position. */
interface Wanted {
  readonly policy: AttachedPolicy;
  readonly exemptions: Map<number, Exemption>;
}

/**
 * One revision of each policy that denies calls. Each statement leaves the principals of all the calls alone that it denies, so that
 * nobody has to change the same policy twice, and no others.
 */
export function revisionsFor(denials: readonly Denial[], place: Place): ReadonlyMap<string, Revision> {
  const wanted = new Map<string, Wanted>();
  for (const { needed, faults } of denials) {
    for (const fault of faults) {
      if (fault.type !== 'denied') continue;
      const { policy, statements } = fault;
      const { exemptions } = wanted.get(policy.id) ?? { exemptions: new Map<number, Exemption>() };
      for (const position of statements) {
        const before = exemptions.get(position) ?? NO_EXEMPTION;
        exemptions.set(position, bothExemptions(before, needed.exemption(place)));
      }
      wanted.set(policy.id, { policy, exemptions });
    }
  }
  return new Map([...wanted].map(([id, each]) => [id, revise(each)]));
}

function revise({ policy, exemptions }: Wanted): Revision {
  const before = statementsOf(policy.content) ?? [];
  const statements = new Map<number, Statement>();
  for (const [position, exemption] of exemptions) {
    const statement = before[position];
    const after = statement === undefined ? undefined : exempted(statement, exemption);
    if (after !== undefined) statements.set(position, after);
  }
  const isWhole = exemptions.size > 0 && statements.size === exemptions.size;
  const content = isWhole
    ? withStatements(
        policy.content,
        before.map((statement, position) => statements.get(position) ?? statement),
      )
    : undefined;
  const exemption = [...exemptions.values()].reduce(bothExemptions, NO_EXEMPTION);
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
