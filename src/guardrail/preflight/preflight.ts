import { collect } from '../../concurrency/collect.ts';
import { memoize } from '../../concurrency/memoize.ts';
import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { AccountId, MemberAccount } from '../../domain/account.ts';
import { isInUnits } from '../../domain/deployed-coverage.ts';
import { accountToProbe, type ProbedAccount, probeRootSession } from '../doctor/root-session-checks.ts';
import { listAllAccounts } from '../operate/list-accounts.ts';
import { type RootAccess, readRootAccess } from '../operate/root-access.ts';
import type { AccountInspector } from '../ports/account-inspection.ts';
import type { AccountLister } from '../ports/organization.ts';
import type { OrganizationPolicies } from '../ports/organization-policies.ts';
import type { PolicySimulator } from '../ports/policy-simulator.ts';
import type { RootAccessReader } from '../ports/root-access.ts';
import type { RootAuditor } from '../ports/root-sessions.ts';
import { checkBoundary } from './boundary-check.ts';
import { checkCanaryAccount } from './canary-account-check.ts';
import { CHECKS, type Check, ok, type PreflightCheckId, run, skipped } from './check.ts';
import { checkKey } from './key-check.ts';
import {
  type Unusable,
  type UnusableCredentials,
  unseenAccounts,
  unusableOf,
  withoutCredentials,
} from './missing-credentials.ts';
import { checkManagementNames, checkNames, checkStackSetName } from './name-checks.ts';
import { checkOrganization, checkProbe, checkStackSetsAccess } from './organization-checks.ts';
import type { PreflightPlan } from './plan.ts';
import { checkPolicies } from './policies/check-policies.ts';
import { checkResourcePolicies } from './policies/check-resource-policies.ts';
import type { Place } from './policies/needed-calls.ts';
import { checkBootstrap, checkConcurrency, checkUnits } from './quota-checks.ts';
import { checkGuardDuty, checkRootAlarms } from './root-alarm-checks.ts';
import { checkSessionRegions } from './session-regions-check.ts';
import { checkTrails } from './trail-checks.ts';

/** What can be read with the credentials of one account. */
export interface AccountReads {
  readonly account: AccountId;
  readonly inspector: AccountInspector;
  readonly rootAccess: RootAccessReader;
  readonly lister: Pick<AccountLister, 'listAccounts'>;
  readonly policies: OrganizationPolicies;
  readonly simulator: PolicySimulator;
  readonly auditor: RootAuditor;
}

export interface PreflightDependencies {
  readonly plan: PreflightPlan;
  /** One for each account of which there are credentials. */
  readonly accounts: readonly [AccountReads, ...AccountReads[]];
  /** Where to try a root session; in the first active member unless an account is given. */
  readonly probeIn: ProbedAccount | undefined;
  /** Credentials that were named and cannot be used. */
  readonly unusable?: Unusable;
  /** Called after each answer of AWS about policies. */
  readonly onStep: () => void;
}

/**
 * Checks, before anything is deployed, what would stop a deployment or the service, and changes nothing. Returns every check,
 * including those for which credentials are missing.
 */
export async function preflight(deps: PreflightDependencies): Promise<readonly Check[]> {
  const { plan, accounts, unusable = {} } = deps;
  const management = accounts.find(({ account }) => account === plan.managementAccountId);
  const home = accounts.find(({ account }) => account === plan.homeAccountId);
  const reader = management ?? home ?? accounts[0];
  const listing = await settlePromise(collect(listAllAccounts(reader.lister)));
  const accessOf = memoize(({ rootAccess }: AccountReads) => readRootAccess(rootAccess));
  const unseen = unseenAccounts(
    plan,
    unusable,
    accounts.map(({ account }) => account),
  );
  const found = await Promise.all([
    together('all-features', async () =>
      checkOrganization(plan, reader.inspector, await accessOf(reader), unusable.home),
    ),
    together('root-session', () => checkProbes(deps, home ?? reader, listing, accessOf)),
    checkManagement(deps, management),
    together('canary-account', async () => [
      await checkCanaryAccount((home ?? reader).auditor, membersFor(plan, listing), plan.canaryAccountId),
    ]),
    together('trail', () =>
      checkTrails({ inspector: reader.inspector, isManagement: reader === management, region: plan.region }),
    ),
    checkPolicyPaths(deps, reader, listing),
    checkHome(deps, home),
    checkStackSets(deps),
    together('permissions-boundary', async () => [
      await checkBoundary({ plan, place: placeOf(plan), accounts, unusable }),
    ]),
    checkConfiguredKey(deps, home),
    together('session-regions', async () => [await checkSessionRegions(plan, accounts, unseen)]),
    together('organizational-units', () => [checkUnits(plan, () => unwrap(listing))]),
    together('root-usage-alarms', async () => [
      await checkRootAlarms(accounts, unseen, plan.names.rulePrefix),
    ]),
    together('guardduty', async () => [await checkGuardDuty(accounts, unseen, plan.region)]),
  ]);
  return inOrder(found.flat());
}

/** Several checks of one thing. Where it cannot be read at all, that is the result of the first. */
async function together(
  id: PreflightCheckId,
  checks: () => readonly Check[] | Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  const settled = await settlePromise((async () => checks())());
  return settled.status === 'fulfilled' ? settled.value : [await run(id, () => unwrap<never>(settled))];
}

const NEEDS_MANAGEMENT = 'Give credentials of the management account: --profile NAME.';

function needsHome({ homeAccountId }: PreflightPlan): string {
  return homeAccountId === undefined
    ? 'Say which account it is, and give its credentials: --home ACCOUNT --home-profile NAME.'
    : `Give credentials of the home account ${homeAccountId}: --home-profile NAME.`;
}

/** What is to be checked with the credentials of one account. */
interface ChecksOfAccount {
  readonly ids: readonly PreflightCheckId[];
  /** How to give the credentials. */
  readonly advice: string;
  readonly unusable: UnusableCredentials | undefined;
  readonly make: (reads: AccountReads) => readonly Promise<Check>[];
}

/** The checks, or what each of them is where the credentials are missing. */
async function withReads(
  reads: AccountReads | undefined,
  { ids, advice, unusable, make }: ChecksOfAccount,
): Promise<readonly Check[]> {
  if (reads === undefined) return ids.map((id) => withoutCredentials(id, unusable, advice));
  return Promise.all(make(reads));
}

function checkManagement(
  { plan, unusable = {} }: PreflightDependencies,
  management: AccountReads | undefined,
): Promise<readonly Check[]> {
  return withReads(management, {
    ids: ['stack-sets-access', 'management-names'],
    advice: NEEDS_MANAGEMENT,
    unusable: unusableOf(plan, unusable, plan.managementAccountId),
    make: ({ inspector }) => [
      run('stack-sets-access', () => checkStackSetsAccess(inspector, plan.region)),
      run('management-names', () => checkManagementNames(inspector, plan)),
    ],
  });
}

/** They are of no interest where there is no canary, so that it does not matter there whether they could be listed. */
function membersFor(
  { canaryAccountId }: PreflightPlan,
  listing: PromiseSettledResult<readonly MemberAccount[]>,
): readonly MemberAccount[] {
  return canaryAccountId === undefined ? [] : unwrap(listing);
}

/** The home account opens the sessions later on, so that its credentials are the better test. */
async function checkProbes(
  { plan, probeIn }: PreflightDependencies,
  reads: AccountReads,
  listing: PromiseSettledResult<readonly MemberAccount[]>,
  accessOf: (reads: AccountReads) => Promise<RootAccess>,
): Promise<readonly Check[]> {
  const members = listing.status === 'fulfilled' ? listing.value : [];
  const probe = await probeRootSession(reads.auditor, probeIn ?? accountToProbe(members, reads.account));
  return checkProbe(probe, await accessOf(reads), plan.region);
}

function checkPolicyPaths(
  { plan, onStep, unusable = {} }: PreflightDependencies,
  reader: AccountReads,
  listing: PromiseSettledResult<readonly MemberAccount[]>,
): Promise<readonly Check[]> {
  const { policies, simulator } = reader;
  const members = () => unwrap(listing);
  const service = checkPolicies({
    policies,
    simulator,
    place: placeOf(plan),
    unusableHome: unusable.home,
    managementAccountId: plan.managementAccountId,
    members,
    isCovered: (account) => plan.coveredUnits.length === 0 || isInUnits(account, plan.coveredUnits),
    onStep,
  });
  // One after the other: Organizations answers only a few calls a second.
  return service.then(async (checks) => [
    ...checks,
    await run('resource-control-policies', () =>
      checkResourcePolicies({ policies, members, homeAccountId: plan.homeAccountId, onStep }),
    ),
  ]);
}

function placeOf(plan: PreflightPlan): Place | undefined {
  const { homeAccountId } = plan;
  return homeAccountId === undefined ? undefined : { ...plan, homeAccountId };
}

function checkHome(
  { plan, unusable = {} }: PreflightDependencies,
  home: AccountReads | undefined,
): Promise<readonly Check[]> {
  return withReads(home, {
    // Templates need no bootstrap, which is known without credentials.
    ids: ['names', 'lambda-concurrency', ...(plan.usesCdk ? (['bootstrap'] as const) : [])],
    advice: needsHome(plan),
    unusable: unusableOf(plan, unusable, plan.homeAccountId),
    make: ({ inspector, account }) => [
      run('names', () => checkNames(inspector, plan)),
      run('lambda-concurrency', () => checkConcurrency(inspector, plan)),
      run('bootstrap', () => checkBootstrap(inspector, account, plan)),
    ],
  });
}

async function checkConfiguredKey(
  { plan, unusable = {} }: PreflightDependencies,
  home: AccountReads | undefined,
): Promise<readonly Check[]> {
  const { keyArn, region } = plan;
  if (keyArn === undefined) return [ok('encryption-key', 'none is configured')];
  return withReads(home, {
    ids: ['encryption-key'],
    advice: needsHome(plan),
    unusable: unusableOf(plan, unusable, plan.homeAccountId),
    make: ({ inspector, account }) => [
      run('encryption-key', () => checkKey(inspector, keyArn, { account, region })),
    ],
  });
}

function checkStackSets({ plan, accounts, unusable = {} }: PreflightDependencies): Promise<readonly Check[]> {
  const { stackSetsAccountId, names, region } = plan;
  const owner = accounts.find(({ account }) => account === stackSetsAccountId);
  return withReads(owner, {
    ids: ['stack-set-name'],
    advice: `Give credentials of the account that is to own the StackSet, ${stackSetsAccountId}: --profile NAME.`,
    unusable: unusableOf(plan, unusable, stackSetsAccountId),
    make: ({ inspector }) => [
      run('stack-set-name', () => checkStackSetName(inspector, names.stackSet, region)),
    ],
  });
}

/** Every check once; one that another made pointless is skipped. */
function inOrder(checks: readonly Check[]): readonly Check[] {
  const ids = Object.keys(CHECKS) as PreflightCheckId[];
  return ids.map((id) => checks.find((check) => check.id === id) ?? skipped(id, 'there is nothing to check'));
}
