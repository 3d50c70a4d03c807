import { collect } from '../../concurrency/collect.ts';
import { memoizeOne } from '../../concurrency/memoize.ts';
import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { Coverage } from '../../domain/coverage.ts';
import { type ManagementRoot, managementRootOf } from '../../domain/management-root.ts';
import type { CurrentPolicyDependencies } from '../operate/current-policy.ts';
import { listAllAccounts } from '../operate/list-accounts.ts';
import { readRootAccess } from '../operate/root-access.ts';
import type { Breaker } from '../ports/breaker.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';
import type { ExceptionWatch } from '../ports/exceptions.ts';
import type { LedgerReader } from '../ports/ledger.ts';
import type { ManagementRootStore } from '../ports/management-root.ts';
import type { AccountLister } from '../ports/organization.ts';
import type { Clock } from '../ports/platform.ts';
import type { PostureStore } from '../ports/posture.ts';
import type { QueueDepth } from '../ports/queue-inspection.ts';
import type { RequestedScopes } from '../ports/requested-scopes.ts';
import type { RootAccessReader } from '../ports/root-access.ts';
import type { RootAuditor } from '../ports/root-sessions.ts';
import type { SettingsReader } from '../ports/settings.ts';
import type { SweepProgressStore } from '../ports/sweep-progress.ts';
import type { QueueName } from '../ports/work-queues.ts';
import type { CanaryHistory } from '../report/canary-history.ts';
import {
  type CoverageDependencies,
  readCoverage,
  readDeployedCoverage,
} from '../report/organization-coverage.ts';
import { readPosturesByAccount } from '../report/postures-by-account.ts';
import { type ConfiguredCanary, checkCanary, readCanaryHistory } from './canary-check.ts';
import { type Check, run } from './check.ts';
import { checkClock } from './clock-check.ts';
import { checkCoverage, checkHeardAccounts } from './coverage-checks.ts';
import { checkDeployment, skippedWithout } from './deployment-check.ts';
import {
  checkHomeRules,
  checkLastEvent,
  checkStackSet,
  checkTrail,
  type EventNames,
} from './event-checks.ts';
import { checkEventSources, type EventSource } from './event-source-check.ts';
import { checkManagementRoot } from './management-root-check.ts';
import {
  checkDelegation,
  checkFeature,
  checkFeatureSet,
  checkRootSessions,
  checkTrustedAccess,
  type OrganizationFacts,
} from './organization-checks.ts';
import { readingOnce } from './reading-once.ts';
import {
  accountToProbe,
  checkRegionalSts,
  checkRootSession,
  type ProbedAccount,
  probeRootSession,
} from './root-session-checks.ts';
import {
  checkBreaker,
  checkDeadLetters,
  checkExceptions,
  checkLastSweep,
  checkRequestedAudits,
  checkTables,
  checkWorkQueues,
  type TableNames,
} from './service-checks.ts';
import { checkSessionRegions, type RegionalWatch } from './session-regions-check.ts';
import { checkSettings } from './settings-check.ts';

export interface DoctorDependencies extends CurrentPolicyDependencies, CoverageDependencies {
  readonly settings: SettingsReader;
  readonly callerAccount: AccountId;
  readonly managementAccountId: AccountId;
  readonly homeAccountId: AccountId;
  /** The account that is to own the StackSet, by the configuration; undefined where there is none. */
  readonly stackSetsAccountId: AccountId | undefined;
  readonly region: string;
  readonly tables: readonly TableNames[];
  readonly names: EventNames;
  readonly regional: RegionalWatch;
  readonly sources: readonly EventSource[];
  readonly sweepEverySeconds: number;
  readonly inspector: Inspector;
  readonly rootAccess: RootAccessReader;
  readonly lister: Pick<AccountLister, 'listAccounts'>;
  readonly auditor: RootAuditor;
  readonly exceptionWatch: Pick<ExceptionWatch, 'scan'>;
  readonly posture: Pick<PostureStore, 'readAll'>;
  readonly breaker: Pick<Breaker, 'state'>;
  readonly sweepProgress: Pick<SweepProgressStore, 'read'>;
  readonly requestedScopes: Pick<RequestedScopes, 'read'>;
  /** Undefined where none is configured. */
  readonly canary: ConfiguredCanary | undefined;
  readonly managementRoot: Pick<ManagementRootStore, 'read'>;
  readonly ledgerReader: LedgerReader;
  readonly readDepth: (queue: QueueName) => Promise<QueueDepth>;
  readonly clock: Clock;
  /** By how much this machine's own clock is ahead of AWS's; undefined where AWS's answer had no time. */
  readonly clockAheadSeconds: number | undefined;
}

export interface Diagnosis {
  /** Every check, including those that could not be made. */
  readonly checks: readonly Check[];
  /** Undefined where the accounts or the tables could not be read, and where nothing is deployed. */
  readonly coverage: Coverage | undefined;
  /** Undefined where it could not be read, and where nothing is deployed. */
  readonly managementRoot: ManagementRoot | undefined;
}

/**
 * Checks everything that rootguard depends on and changes nothing.
 * @param probeIn where to try a root session; in the first active member unless an account is given
 */
export async function diagnose(
  deps: DoctorDependencies,
  probeIn: ProbedAccount | undefined,
): Promise<Diagnosis> {
  const { clock } = deps;
  const inspector = readingOnce(deps.inspector, deps.names.rulePrefix);
  const [access, listing, deployment] = await Promise.all([
    readRootAccess(deps.rootAccess),
    settlePromise(collect(listAllAccounts(deps.lister))),
    run('deployment', () => checkDeployment(inspector, { ...deps, ...deps.names })),
  ]);
  const facts: OrganizationFacts = { ...deps, access };
  const defaultAccount =
    listing.status === 'fulfilled' ? accountToProbe(listing.value, deps.callerAccount) : ownAccount(deps);
  const probe = await probeRootSession(deps.auditor, probeIn ?? defaultAccount);
  const runInDeployment: typeof run = async (id, check) => skippedWithout(deployment, id) ?? run(id, check);
  // The management account has parts of its own, and nothing of the deployment in home.
  const isManagement = deps.callerAccount === deps.managementAccountId;
  const runOutsideOfHome = isManagement && deps.callerAccount !== deps.homeAccountId ? run : runInDeployment;
  const canaryHistory = memoizeOne(() =>
    settlePromise(readCanaryHistory(deps.canary, deps.ledgerReader, clock.now())),
  );
  const coverage = memoizeOne(async () => settlePromise(coverageIn(deps, listing, await canaryHistory())));
  const managementRoot = memoizeOne(async () =>
    managementRootOf(
      deps.managementAccountId,
      await deps.managementRoot.read(),
      clock.now(),
      (await readDeployedCoverage(deps)).sweepEveryHours,
    ),
  );
  const checks = await Promise.all([
    run('clock', () => checkClock(deps.clockAheadSeconds)),
    run('all-features', () => checkFeatureSet(inspector)),
    run('trusted-access', () => checkTrustedAccess(facts)),
    run('root-credentials-management', () =>
      checkFeature(facts, 'root-credentials-management', 'RootCredentialsManagement'),
    ),
    run('root-sessions', () => checkRootSessions(facts)),
    run('delegated-administrator', () => checkDelegation(facts)),
    run('regional-sts', () => checkRegionalSts(probe, deps.region)),
    run('root-session', () => checkRootSession(probe, access)),
    run('trail', () => checkTrail(inspector)),
    run('stack-set', () => checkStackSet(inspector, deps.names, unwrap(listing), deps)),
    runOutsideOfHome('session-regions', () =>
      checkSessionRegions(inspector, { ...deps, rulePrefix: deps.names.rulePrefix }),
    ),
    deployment,
    runInDeployment('home-rules', () => checkHomeRules(inspector, deps.names, deps.region)),
    runInDeployment('event-sources', () =>
      checkEventSources(inspector, {
        ...deps,
        functionPrefix: deps.names.rulePrefix,
        homeStack: deps.names.homeStack,
      }),
    ),
    runInDeployment('tables', () => checkTables(inspector, deps.tables, deps.names.dataStack)),
    runInDeployment('settings', () => checkSettings(deps)),
    runInDeployment('exceptions', () => checkExceptions(deps.exceptionWatch.scan())),
    runInDeployment('breaker', () => checkBreaker(deps.breaker, clock.now())),
    runInDeployment('work-queues', async () => {
      const [triggers, later, sweep] = await Promise.all([
        settlePromise(deps.readDepth('triggers')),
        settlePromise(deps.readDepth('later')),
        settlePromise(deps.readDepth('sweep')),
      ]);
      return checkWorkQueues({
        triggers: unwrap(triggers),
        later: unwrap(later),
        sweep: unwrap(sweep),
      });
    }),
    runInDeployment('dead-letters', async () => checkDeadLetters(await deps.readDepth('deadLetters'))),
    runInDeployment('last-sweep', () =>
      checkLastSweep(deps.sweepProgress, deps.sweepEverySeconds, clock.now()),
    ),
    runInDeployment('requested-audits', () => checkRequestedAudits(deps.requestedScopes, clock.now())),
    runInDeployment('last-event', () => checkLastEvent(deps.posture.readAll())),
    runInDeployment('management-root', async () => checkManagementRoot(await managementRoot())),
    runInDeployment('canary', async () =>
      checkCanary(deps.canary, unwrap(await canaryHistory()), clock.now()),
    ),
    runInDeployment('heard-accounts', async () =>
      checkHeardAccounts({
        ...deps,
        inspector,
        coverage: unwrap(await coverage()),
        accounts: unwrap(listing),
      }),
    ),
    runInDeployment('coverage', async () => checkCoverage(unwrap(await coverage()))),
  ]);
  const isDeployed = skippedWithout(deployment, 'coverage') === undefined;
  return {
    checks,
    coverage: isDeployed ? fulfilled(await coverage()) : undefined,
    managementRoot: isDeployed ? fulfilled(await settlePromise(managementRoot())) : undefined,
  };
}

function fulfilled<Value>(result: PromiseSettledResult<Value>): Value | undefined {
  return result.status === 'fulfilled' ? result.value : undefined;
}

async function coverageIn(
  deps: DoctorDependencies,
  listing: PromiseSettledResult<readonly MemberAccount[]>,
  canary: PromiseSettledResult<CanaryHistory>,
): Promise<Coverage> {
  const postures = await readPosturesByAccount(deps.posture);
  const now = deps.clock.now();
  // Where the runs cannot be read, the check of the canary says why.
  const canaryCompletedAt = canary.status === 'fulfilled' ? canary.value.completedAt(now) : undefined;
  return readCoverage(deps, { members: unwrap(listing), postures, canaryCompletedAt }, now);
}

/** Used where the accounts cannot be listed: a denial is the same in the caller's own account as in another. */
function ownAccount({ callerAccount }: DoctorDependencies): ProbedAccount {
  return { id: callerAccount, name: 'this account' };
}
