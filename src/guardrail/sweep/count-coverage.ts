import { isAccountId } from '../../domain/account.ts';
import { coverageOf, coverageState, isHearingNotKnownYet, maxAuditAgeHours } from '../../domain/coverage.ts';
import { isCovered } from '../../domain/deployed-coverage.ts';
import type { Posture } from '../../domain/posture.ts';
import type { StoredPosture } from '../ports/posture.ts';
import { accountCoverage } from '../report/account-coverage.ts';
import type { SweepDependencies } from './dependencies.ts';
import type { RemainingMs } from './sweep.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Reading the postures takes less in the largest organizations. A watch that has continued a sweep has no time left for it. */
const MIN_REMAINING_MS = 60 * 1000;

type Dependencies = Pick<
  SweepDependencies,
  'postures' | 'sweepProgress' | 'deployedCoverage' | 'homeAccountId' | 'telemetry' | 'clock'
>;

/**
 * Counts, with the first watch of an hour, which share of the active accounts was audited in time and is heard. It reads the whole
 * posture table, which every watch would be too often for.
 *
 * Rows alone do not show an account that no audit has reached, and rows of accounts that have left the organization are kept. So the
 * number of accounts is that of the latest sweep, and a row without an audit within the interval counts for none.
 */
export async function countCoverage(
  deps: Dependencies,
  previousWatchAt: Date | undefined,
  remainingMs: RemainingMs,
): Promise<void> {
  if (remainingMs() < MIN_REMAINING_MS) return;
  const now = deps.clock.now();
  if (previousWatchAt !== undefined && hourOf(previousWatchAt) === hourOf(now)) return;
  const stored = await deps.sweepProgress.read();
  if (stored?.type !== 'progress' || stored.progress.finishedAt === undefined) return;

  const rows = await readRecentRows(deps, now);
  const active = rows.filter(({ posture }) => posture.state !== 'skipped');
  const { sweepEveryHours } = deps.deployedCoverage;
  const coverage = coverageOf(
    active.map(({ row, posture }) =>
      accountCoverage(posture.account, row, isRowCovered(deps, posture), { now, sweepEveryHours }),
    ),
    { now, sweepEveryHours, unresolvedSince: [], canaryCompletedAt: undefined },
  );
  const listed = stored.progress.accountsQueued - (rows.length - active.length);
  const ofListed = { ...coverage, accounts: Math.max(active.length, listed) };
  const state = coverageState(ofListed);
  if (state.type === 'not-known-yet') return;
  // Otherwise the alarm would go off with each upgrade from a rootguard without heartbeats.
  if (!isHearingNotKnownYet(ofListed)) {
    deps.telemetry.count('CoveragePercent', state.type === 'known' ? state.share * 100 : 0);
  }
  deps.telemetry.count('OldestAuditSeconds', coverage.oldestAuditSeconds ?? 0);
}

interface Row {
  readonly row: StoredPosture;
  readonly posture: Posture;
}

async function readRecentRows(
  { postures, deployedCoverage }: Dependencies,
  now: Date,
): Promise<readonly Row[]> {
  const since = now.getTime() - maxAuditAgeHours(deployedCoverage.sweepEveryHours) * HOUR_MS;
  const rows: Row[] = [];
  for await (const row of postures.readAll()) {
    const { account, posture } = row;
    if (isAccountId(account) && posture !== undefined && posture.auditedAt.getTime() >= since) {
      rows.push({ row, posture });
    }
  }
  return rows;
}

/** A row of an earlier rootguard does not say where its account is; the next audit records it. */
function isRowCovered({ deployedCoverage, homeAccountId }: Dependencies, posture: Posture): boolean {
  const { account: id, organizationalUnits } = posture;
  if (organizationalUnits === undefined) return true;
  return isCovered({ id, organizationalUnits }, deployedCoverage, homeAccountId);
}

function hourOf(time: Date): number {
  return Math.floor(time.getTime() / HOUR_MS);
}
