import { counted } from '../../../domain/counted.ts';
import { adviceOnControl, isOfControlTower } from './control-tower.ts';
import { type Fault, namesOfStatements } from './faults.ts';
import type { AttachedPolicy, PolicyLevel } from './paths.ts';
import type { Denial, Revision } from './revision.ts';

/** A policy has at most this many characters. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const MAX_POLICY_CHARACTERS = 10_240;

/** What is denied, to whom, by which policy, where it is attached, and in how many accounts. */
export function describeDenials(denials: readonly Denial[], principal: string): string {
  const accounts = denials.reduce((sum, { path }) => sum + path.accounts.length, 0);
  const faults = mergedFaults(denials.flatMap((denial) => denial.faults));
  return `denied to ${principal} in ${counted(accounts, 'account')}: ${faults.map(describeFault).join('; ')}`;
}

function describeFault(fault: Fault): string {
  const actions = fault.actions.join(', ');
  if (fault.type === 'unexplained') return `${actions} by the path as a whole, and by no policy alone`;
  if (fault.type === 'not-allowed') {
    return `${actions} by no policy of ${fault.level.target} allowing it (${namesOf(fault.level)})`;
  }
  const statements = namesOfStatements(fault.policy, fault.statements);
  const which = statements.length === 0 ? '' : `, statement ${statements.join(' and ')}`;
  return `${actions} by the policy ${describePolicy(fault.policy)}${which}`;
}

export function describePolicy({ id, name, targets }: AttachedPolicy): string {
  const attached = targets.map((target) => `${target.id} (${target.name})`).join(', ');
  return `${name} (${id})${attached === '' ? '' : `, attached to ${attached}`}`;
}

function namesOf({ policies }: PolicyLevel): string {
  return policies.map(({ id, name }) => `${name} ${id}`).join(', ');
}

/** One for each policy and level, with the actions of all. */
function mergedFaults(faults: readonly Fault[]): readonly Fault[] {
  const merged = new Map<string, Fault>();
  for (const fault of faults) {
    const key = keyOf(fault);
    const before = merged.get(key);
    merged.set(key, {
      ...fault,
      actions: [...new Set([...(before?.actions ?? []), ...fault.actions])].sort(),
    });
  }
  return [...merged.values()];
}

function keyOf(fault: Fault): string {
  switch (fault.type) {
    case 'denied':
      return fault.policy.id;
    case 'not-allowed':
      return `level ${fault.level.target}`;
    case 'unexplained':
      return fault.type;
  }
}

/**
 * A sentence, and below it what to paste: each policy with the statements as they should be, or the parameters of the control
 * that wrote it.
 * @param proof what AWS's simulator says of all this together
 */
export function adviceOn(
  denials: readonly Denial[],
  revisions: ReadonlyMap<string, Revision>,
  proof: string,
  region: string,
): string {
  const faults = mergedFaults(denials.flatMap((denial) => denial.faults));
  const parts = faults.map((fault) => adviceOnFault(fault, revisions, region));
  return [`Exempt the principals that rootguard acts as, as below. ${proof}`, ...parts.flat()].join('\n');
}

function adviceOnFault(
  fault: Fault,
  revisions: ReadonlyMap<string, Revision>,
  region: string,
): readonly string[] {
  switch (fault.type) {
    case 'denied':
      return adviceOnPolicy(fault.policy, revisions.get(fault.policy.id), region);
    case 'not-allowed':
      return adviceOnLevel(fault.level, fault.actions);
    case 'unexplained':
      return ['Compare the policies from the root of the organization down to the account by hand.'];
  }
}

function adviceOnPolicy(
  policy: AttachedPolicy,
  revision: Revision | undefined,
  region: string,
): readonly string[] {
  const heading = `Policy ${describePolicy(policy)}:`;
  if (revision?.content === undefined) {
    return [heading, 'No condition that rootguard could add exempts them: change the policy by hand.'];
  }
  if (isOfControlTower(policy)) return [heading, ...adviceOnControl(revision, region)];
  const statements = [...revision.statements].sort(([one], [other]) => one - other);
  const isTooLong = revision.content.length > MAX_POLICY_CHARACTERS;
  return [
    `${heading} replace ${statements.length === 1 ? 'this statement' : 'these statements'}, then`,
    `aws organizations update-policy --policy-id ${policy.id} --content file://${policy.id}.json`,
    ...(isTooLong
      ? [
          `(It would have ${revision.content.length} characters, more than the ${MAX_POLICY_CHARACTERS} allowed: split it.)`,
        ]
      : []),
    ...statements.map(([, statement]) => JSON.stringify(statement, undefined, 2)),
  ];
}

function adviceOnLevel({ target }: PolicyLevel, actions: readonly string[]): readonly string[] {
  return [
    `${target}: add this statement to one of its policies, or attach FullAWSAccess (p-FullAWSAccess) to it:`,
    JSON.stringify({ Effect: 'Allow', Action: actions, Resource: '*' }, undefined, 2),
  ];
}
