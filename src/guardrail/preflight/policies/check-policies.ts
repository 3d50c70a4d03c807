import { settlePromise, unwrap } from '../../../concurrency/settled.ts';
import type { AccountId, MemberAccount } from '../../../domain/account.ts';
import { counted } from '../../../domain/counted.ts';
import type { OrganizationPolicies } from '../../ports/organization-policies.ts';
import type { PolicySimulator } from '../../ports/policy-simulator.ts';
import { type Check, notDetermined, ok, problem, run, skipped } from '../check.ts';
import { type UnusableCredentials, withoutHome } from '../missing-credentials.ts';
import { adviceOn, describeDenials } from './advice.ts';
import { findFaults } from './faults.ts';
import { NEEDED_CALLS, type NeededCalls, type Place } from './needed-calls.ts';
import { type PolicyPath, readPolicyPaths } from './paths.ts';
import { type Denial, type Revision, revisionsFor, stillDenied } from './revision.ts';

export interface PolicyDependencies {
  readonly policies: OrganizationPolicies;
  readonly simulator: PolicySimulator;
  readonly managementAccountId: AccountId;
  /** Undefined as long as the home account is not known; its own calls are not checked then. */
  readonly place: Place | undefined;
  /** Why the credentials that were named of the home account do not say which it is. */
  readonly unusableHome?: UnusableCredentials | undefined;
  /** Every member account. @throws AwsCallError where they could not be listed */
  readonly members: () => readonly MemberAccount[];
  /** Whether rootguard deploys into the account. */
  readonly isCovered: (account: MemberAccount) => boolean;
  /** Called after each answer of AWS. */
  readonly onStep: () => void;
}

/**
 * Whether a service control policy on the way denies what rootguard needs, by AWS's own simulator.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
export async function checkPolicies(deps: PolicyDependencies): Promise<readonly Check[]> {
  const { place } = deps;
  if (place === undefined) {
    return NEEDED_CALLS.map(({ id }) => withoutHome(id, deps.unusableHome));
  }
  const read = await settlePromise(readPaths(deps));
  const surveys = [];
  for (const needed of NEEDED_CALLS) {
    surveys.push({ needed, found: await settlePromise(survey(deps, needed, place, () => unwrap(read))) });
  }
  const known = surveys.flatMap(({ found }) => (found.status === 'fulfilled' ? found.value.denials : []));
  const revisions = revisionsFor(known, place);
  return Promise.all(
    surveys.map(({ needed, found }) =>
      run(needed.id, () => checkOf(deps, needed, place, unwrap(found), revisions)),
    ),
  );
}

async function readPaths({ policies, members, onStep }: PolicyDependencies) {
  const active = members().filter(({ state }) => state === 'ACTIVE');
  return readPolicyPaths(policies, 'SERVICE_CONTROL_POLICY', active, onStep);
}

/** What was simulated for the calls of one principal. */
interface Survey {
  /** Undefined where service control policies are not enabled. */
  readonly paths: readonly PolicyPath[] | undefined;
  readonly denials: readonly Denial[];
}

async function survey(
  deps: PolicyDependencies,
  needed: NeededCalls,
  place: Place,
  pathsRead: () => readonly PolicyPath[] | undefined,
): Promise<Survey> {
  if (withoutSimulation(deps, needed, place) !== undefined) return { paths: [], denials: [] };
  const all = pathsRead();
  if (all === undefined) return { paths: undefined, denials: [] };
  const paths = all.flatMap((path) => only(path, (account) => isConcerned(deps, needed, place, account)));
  const denials: Denial[] = [];
  for (const path of paths) {
    const faults = await findFaults(deps.simulator, needed, place, path);
    deps.onStep();
    if (faults.length > 0) denials.push({ needed, path, faults });
  }
  return { paths, denials };
}

function isConcerned(
  { isCovered }: PolicyDependencies,
  { where }: NeededCalls,
  { homeAccountId }: Place,
  account: MemberAccount,
): boolean {
  if (where === 'home') return account.id === homeAccountId;
  return where === 'every-member' || isCovered(account);
}

/** The path with fewer accounts; none where none is left. */
function only(
  { levels, accounts }: PolicyPath,
  keep: (account: MemberAccount) => boolean,
): readonly PolicyPath[] {
  const [first, ...others] = accounts.filter(keep);
  return first === undefined ? [] : [{ levels, accounts: [first, ...others] }];
}

/** The check, where it is not the policies that decide it. */
function withoutSimulation(
  { managementAccountId }: PolicyDependencies,
  { id, where }: NeededCalls,
  place: Place,
): Check | undefined {
  const { homeAccountId, usesCdk, deployRoleArn, canaryAccountId } = place;
  if (id === 'policies-canary' && canaryAccountId === undefined) return ok(id, 'none is configured');
  if (where === 'home' && homeAccountId === managementAccountId) {
    return ok(id, 'service control policies never bind the management account');
  }
  return id === 'policies-deployment' && !usesCdk && deployRoleArn === undefined
    ? skipped(id, unknownDeployer(place), 'Name it: --deploy-role ARN.')
    : undefined;
}

async function checkOf(
  deps: PolicyDependencies,
  needed: NeededCalls,
  place: Place,
  { paths, denials }: Survey,
  revisions: ReadonlyMap<string, Revision>,
): Promise<Check> {
  const known = withoutSimulation(deps, needed, place);
  if (known !== undefined) return known;
  const { id, where } = needed;
  if (paths === undefined) return ok(id, 'service control policies are not enabled');
  const [first] = paths;
  if (first === undefined) {
    return where === 'home'
      ? notDetermined(
          id,
          `${place.homeAccountId} is no active member account`,
          'Name the right one: --home ACCOUNT.',
        )
      : ok(id, 'there is no account in which it could');
  }
  const principal = `${patternOf(needed, place, first)}${id === 'policies-deployment' ? notSimulated(place) : ''}`;
  if (denials.length === 0) {
    const count = paths.reduce((sum, { accounts }) => sum + accounts.length, 0);
    return ok(
      id,
      `${principal} is allowed every call in ${counted(count, 'account')}, on ${counted(paths.length, 'path')} of policies`,
    );
  }
  const denied = new Set<string>();
  for (const denial of denials) {
    for (const action of await stillDenied(deps.simulator, place, denial, revisions)) denied.add(action);
  }
  const proof =
    denied.size === 0
      ? "With all of it in place AWS's simulator allows every call."
      : `Even then AWS's simulator denies ${[...denied].join(', ')}.`;
  return problem(id, describeDenials(denials, principal), adviceOn(denials, revisions, proof, place.region));
}

function unknownDeployer({ otherDeployers }: Place): string {
  return otherDeployers.length === 0
    ? 'the role that deploys the templates is not known'
    : `deployerRoles of rootguard.json names no single role of the home account that could be simulated: ${otherDeployers.join(', ')}`;
}

function notSimulated({ otherDeployers }: Place): string {
  return otherDeployers.length === 0
    ? ''
    : ` (of deployerRoles of rootguard.json; not simulated: ${otherDeployers.join(', ')})`;
}

/** As the exemption has it, so that one name stands for the principal in every account. */
function patternOf(needed: NeededCalls, place: Place, path: PolicyPath): string {
  const { roles } = needed.exemption(place);
  if (roles.length > 0) return roles.join(', ');
  return `root sessions (${needed.principal(place, path.accounts[0].id).replace(/\d{12}/, '*')})`;
}
