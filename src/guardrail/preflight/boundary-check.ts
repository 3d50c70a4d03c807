import type { AccountId } from '../../domain/account.ts';
import type { AccountInspector, ManagedPolicy } from '../ports/account-inspection.ts';
import type { PolicySimulator } from '../ports/policy-simulator.ts';
import { type Check, notDetermined, ok, problem, refused, run } from './check.ts';
import { type Unusable, unusableOf, withoutCredentials, withoutHome } from './missing-credentials.ts';
import type { PreflightPlan } from './plan.ts';
import { statementsOf, textsOf } from './policies/document.ts';
import { deniedActions } from './policies/faults.ts';
import { FORWARDING, type NeededCalls, type Place, SERVICE } from './policies/needed-calls.ts';

/** An account whose roles get the boundary. */
interface BoundedAccount {
  readonly account: AccountId;
  readonly inspector: AccountInspector;
  readonly simulator: PolicySimulator;
}

export interface BoundaryDependencies {
  readonly plan: PreflightPlan;
  /** Undefined as long as the home account is not known. */
  readonly place: Place | undefined;
  readonly accounts: readonly BoundedAccount[];
  readonly unusable: Unusable;
}

const ID = 'permissions-boundary';

/**
 * Whether the policy that is to be the boundary of every role exists in the home account and in the management account, and allows
 * there what the roles do, by AWS's own simulator. What is in member accounts cannot be seen from there.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export async function checkBoundary({
  plan,
  place,
  accounts,
  unusable,
}: BoundaryDependencies): Promise<Check> {
  const { permissionsBoundary: boundary, managementAccountId } = plan;
  if (boundary === undefined) return ok(ID, 'none is configured');
  if (place === undefined) return withoutHome(ID, unusable.home);
  const { homeAccountId } = place;
  const needed: readonly (readonly [AccountId, NeededCalls])[] =
    homeAccountId === managementAccountId
      ? [[homeAccountId, SERVICE]]
      : [
          [homeAccountId, SERVICE],
          [managementAccountId, FORWARDING],
        ];
  const checks = await Promise.all(
    needed.map(async ([account, calls]) => {
      const reads = accounts.find((one) => one.account === account);
      const advice = `Give credentials of ${account}: --${account === managementAccountId ? 'profile' : 'home-profile'} NAME.`;
      const check =
        reads === undefined
          ? withoutCredentials(ID, unusableOf(plan, unusable, account), advice)
          : await run(ID, () => checkIn(reads, boundary, calls, place));
      return { ...check, detail: `in ${account}: ${check.detail}` };
    }),
  );
  return worstOf(checks);
}

async function checkIn(
  { account, inspector, simulator }: BoundedAccount,
  boundary: ManagedPolicy,
  needed: NeededCalls,
  place: Place,
): Promise<Check> {
  const { pathAndName } = boundary;
  const reading = await inspector.readManagedPolicy(boundary);
  if (reading.type === 'unreadable') {
    return refused(ID, reading.failure, 'Allow iam:GetPolicy and iam:GetPolicyVersion.');
  }
  const document = reading.value;
  if (document === undefined) {
    return problem(
      ID,
      `there is no policy ${pathAndName}`,
      `Create it in every account, or correct permissionsBoundary: without it no role can be created.`,
    );
  }
  const denied = await deniedActions(simulator, needed, place, { id: account }, [], document);
  const actions = [...denied.keys()].join(', ');
  if (denied.size === 0) return ok(ID, `${pathAndName} allows what the roles need`);
  if (![...denied.values()].includes('explicit-deny') && isLimited(document)) {
    return notDetermined(
      ID,
      `${pathAndName} allows ${actions} for some resources or under conditions only, which are not simulated`,
      `See that it allows them for everything whose name begins with ${place.namePrefix}.`,
    );
  }
  return problem(
    ID,
    `${pathAndName} does not allow ${actions}`,
    'Allow them in the boundary, in each account.',
  );
}

/** Whether it allows something for some resources only, or under a condition. */
function isLimited(document: string): boolean {
  const allowing = (statementsOf(document) ?? []).filter(({ Effect }) => Effect === 'Allow');
  return allowing.some(
    ({ Resource, Condition }) => !textsOf(Resource).includes('*') || Condition !== undefined,
  );
}

/** What has to be done first, with what was found everywhere. */
function worstOf(checks: readonly Check[]): Check {
  const detail = checks.map((check) => check.detail).join('; ');
  for (const status of ['problem', 'unknown', 'skipped'] as const) {
    const check = checks.find((one) => one.status === status);
    if (check !== undefined) return { ...check, detail };
  }
  return ok(ID, `${detail}; every member account needs one too`);
}
