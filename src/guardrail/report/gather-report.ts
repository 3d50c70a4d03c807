import pLimit from 'p-limit';
import {
  type AccountId,
  isAccountId,
  type MemberAccount,
  type OrganizationalUnitId,
} from '../../domain/account.ts';
import { isActive } from '../../domain/exception.ts';
import { splitRows } from '../../domain/exception-row.ts';
import { knownPartOf, type MalformedEntry } from '../../domain/ledger-entry.ts';
import { managementRootOf } from '../../domain/management-root.ts';
import { appliedPolicy, deployedModes } from '../../domain/policy.ts';
import { staleAfterHours } from '../../domain/posture.ts';
import type { Breaker } from '../ports/breaker.ts';
import type { DeploymentRecord } from '../ports/deployment-record.ts';
import type { ExceptionWatch } from '../ports/exceptions.ts';
import type { LedgerReader } from '../ports/ledger.ts';
import type { ManagementRootStore } from '../ports/management-root.ts';
import type { UnitNames } from '../ports/organization.ts';
import type { Clock } from '../ports/platform.ts';
import type { PostureStore, StoredPosture } from '../ports/posture.ts';
import type { SettingsReader } from '../ports/settings.ts';
import type { SweepProgressStore } from '../ports/sweep-progress.ts';
import { CanaryHistory, latestOf, latestRuns } from './canary-history.ts';
import { type CoverageDependencies, readCoverage, readDeployedCoverage } from './organization-coverage.ts';
import {
  accountFromPosture,
  byExpiry,
  managementAccount,
  type OrganizationReport,
  type ReportedAccount,
  type ReportedModes,
} from './organization-report.ts';
import { readPosturesByAccount } from './postures-by-account.ts';
import { type RemovalRecord, removalFrom } from './removal-history.ts';

export interface ReportDependencies extends CoverageDependencies {
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
  readonly managementAccountName: string;
  readonly posture: Pick<PostureStore, 'readAll'>;
  readonly ledger: LedgerReader;
  readonly exceptions: Pick<ExceptionWatch, 'scan'>;
  readonly unitNames: UnitNames;
  readonly breaker: Pick<Breaker, 'state'>;
  readonly sweepProgress: Pick<SweepProgressStore, 'read'>;
  readonly settings: SettingsReader;
  readonly deploymentRecord: Pick<DeploymentRecord, 'read'>;
  readonly managementRoot: Pick<ManagementRootStore, 'read'>;
  readonly clock: Clock;
}

/** The source of the accounts: recorded postures of the listed accounts, or audits that were just made. */
export type ReportedAccounts =
  | { readonly source: 'posture'; readonly accounts: AsyncIterable<MemberAccount> }
  | { readonly source: 'live'; readonly accounts: readonly ReportedAccount[] };

/** How many partitions of the ledger are read at a time. */
const MAX_CONCURRENT_LEDGER_READS = 8;

/**
 * Reads the content of a report. Of the ledger, it reads only the partitions of accounts that have changed since `since`, as an
 * enforcement always updates `changedAt` of the account's posture.
 */
export async function gatherReport(
  deps: ReportDependencies,
  from: ReportedAccounts,
  since: Date,
): Promise<OrganizationReport> {
  const postures = await readPosturesByAccount(deps.posture);
  const management = managementAccount(deps.managementAccountId, deps.managementAccountName);
  const { sweepEveryHours } = await readDeployedCoverage(deps);
  const members = await readAccounts(from, postures, deps.clock.now(), sweepEveryHours);
  const accounts = [management, ...members];
  const { exceptions, malformed } = await splitRows(deps.exceptions.scan());
  const { removals, canaryRuns, canaryCompletedAt, malformedEntries } = await readLedger(
    deps,
    postures,
    since,
  );
  return {
    organizationId: deps.organizationId,
    generatedAt: deps.clock.now(),
    source: from.source,
    staleAfterHours: staleAfterHours(sweepEveryHours),
    isDeployed: true,
    accounts,
    unitNames: await deps.unitNames.readNames(unitsOf(accounts)),
    exceptions: exceptions.filter((exception) => isActive(exception, deps.clock.now())).toSorted(byExpiry),
    malformedExceptions: malformed,
    removals,
    canaryRuns,
    malformedEntries,
    breaker: await deps.breaker.state(deps.clock.now()),
    modes: await readModes(deps),
    managementRoot: managementRootOf(
      deps.managementAccountId,
      await deps.managementRoot.read(),
      deps.clock.now(),
      sweepEveryHours,
    ),
    coverage: await readCoverage(
      deps,
      { members: members.map(({ account }) => account), postures, canaryCompletedAt },
      deps.clock.now(),
    ),
  };
}

/**
 * The report on an organization in which rootguard is not deployed yet: what its accounts have now. No table is read.
 * @param accounts judged without exceptions
 */
export async function gatherReportBeforeDeployment(
  deps: Pick<
    ReportDependencies,
    'organizationId' | 'managementAccountId' | 'managementAccountName' | 'unitNames' | 'clock'
  >,
  audited: readonly ReportedAccount[],
  since: Date,
): Promise<OrganizationReport> {
  const management = managementAccount(deps.managementAccountId, deps.managementAccountName);
  const accounts = [management, ...audited];
  const generatedAt = deps.clock.now();
  return {
    organizationId: deps.organizationId,
    generatedAt,
    source: 'live',
    staleAfterHours: staleAfterHours(24),
    isDeployed: false,
    accounts,
    unitNames: await deps.unitNames.readNames(unitsOf(accounts)),
    exceptions: [],
    malformedExceptions: [],
    removals: { since, until: generatedAt, removals: [] },
    canaryRuns: [],
    malformedEntries: [],
    breaker: undefined,
    modes: undefined,
    managementRoot: undefined,
    coverage: undefined,
  };
}

async function readModes({
  sweepProgress,
  settings,
  deploymentRecord,
  clock,
}: ReportDependencies): Promise<ReportedModes | undefined> {
  const [reading, deployment] = await Promise.all([settings.read(), deploymentRecord.read()]);
  const at = clock.now();
  if (reading.type === 'malformed') return { mode: 'observe', overrides: 0, at, areSettingsMalformed: true };
  if (reading.type === 'stored') {
    const { policy, version } = reading.settings;
    const applied = appliedPolicy(policy, deployment?.canEnforce ?? true);
    return { ...deployedModes(applied), at, version };
  }
  const stored = await sweepProgress.read();
  if (stored?.type !== 'progress' || stored.progress.modes === undefined) return undefined;
  return { ...stored.progress.modes, at: stored.progress.startedAt };
}

async function readAccounts(
  from: ReportedAccounts,
  postures: ReadonlyMap<string, StoredPosture>,
  now: Date,
  sweepEveryHours: number,
): Promise<readonly ReportedAccount[]> {
  if (from.source === 'live') return from.accounts;
  const accounts: ReportedAccount[] = [];
  for await (const account of from.accounts) {
    accounts.push(accountFromPosture(account, postures.get(account.id), now, sweepEveryHours));
  }
  return accounts;
}

interface ReadLedger extends Pick<OrganizationReport, 'removals' | 'canaryRuns' | 'malformedEntries'> {
  readonly canaryCompletedAt: Date | undefined;
}

async function readLedger(
  { ledger, clock }: ReportDependencies,
  postures: ReadonlyMap<string, StoredPosture>,
  since: Date,
): Promise<ReadLedger> {
  const until = clock.now();
  const changed = [...postures.values()].filter((stored) => mayHaveChanged(stored, since));
  const limit = pLimit(MAX_CONCURRENT_LEDGER_READS);
  const malformedEntries: MalformedEntry[] = [];
  const read = await Promise.all(
    changed
      .map(({ account }) => account)
      .filter(isAccountId)
      .map((account) =>
        limit(async () => {
          const ofAccount: RemovalRecord[] = [];
          const history = new CanaryHistory();
          for await (const entry of ledger.read(account, since)) {
            if (entry.type === 'malformed') malformedEntries.push(entry);
            const known = knownPartOf(entry);
            if (known !== undefined) history.add(known);
            const removal = known && removalFrom(known, history.times());
            if (removal !== undefined) ofAccount.push(removal);
          }
          return {
            removals: ofAccount,
            canaryRuns: history.latest(),
            completedAt: history.completedAt(until),
          };
        }),
      ),
  );
  return {
    removals: {
      since,
      until,
      removals: read
        .flatMap(({ removals }) => removals)
        .toSorted((one, other) => one.at.getTime() - other.at.getTime()),
    },
    canaryRuns: latestRuns(read.flatMap(({ canaryRuns }) => canaryRuns)),
    canaryCompletedAt: latestOf(
      read.flatMap(({ completedAt }) => completedAt ?? []),
      until,
    ),
    malformedEntries,
  };
}

/** True also for a posture that does not parse or has an open enforcement: only the ledger shows what has changed then. */
function mayHaveChanged({ posture, enforcements }: StoredPosture, since: Date): boolean {
  return posture === undefined || enforcements.length > 0 || posture.changedAt >= since;
}

function unitsOf(accounts: readonly ReportedAccount[]): ReadonlySet<OrganizationalUnitId> {
  return new Set(accounts.flatMap(({ account }) => account.organizationalUnits));
}
