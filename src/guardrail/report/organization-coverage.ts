import type { AccountId, MemberAccount } from '../../domain/account.ts';
import { type Coverage, coverageOf } from '../../domain/coverage.ts';
import { type DeployedCoverage, isCovered } from '../../domain/deployed-coverage.ts';
import type { DeploymentRecord } from '../ports/deployment-record.ts';
import type { StoredPosture } from '../ports/posture.ts';
import type { RequestedScopes } from '../ports/requested-scopes.ts';
import { accountCoverage } from './account-coverage.ts';

export interface CoverageDependencies {
  readonly homeAccountId: AccountId;
  /** Assumed where no watch has recorded what is deployed. */
  readonly assumedCoverage: DeployedCoverage;
  readonly deploymentRecord: Pick<DeploymentRecord, 'read'>;
  readonly requestedScopes: Pick<RequestedScopes, 'read'>;
}

/** What has been read for the coverage already. */
export interface CoverageSources {
  /** Every member account of the organization. */
  readonly members: readonly MemberAccount[];
  /** By account. */
  readonly postures: ReadonlyMap<string, StoredPosture>;
  /** Of the latest run of the canary that saw every hop; undefined where none is known. */
  readonly canaryCompletedAt: Date | undefined;
}

/** What the latest watch recorded. */
export async function readDeployedCoverage({
  deploymentRecord,
  assumedCoverage,
}: Pick<CoverageDependencies, 'deploymentRecord' | 'assumedCoverage'>): Promise<DeployedCoverage> {
  return (await deploymentRecord.read())?.coverage ?? assumedCoverage;
}

/**
 * What the tables show of how well the organization is watched. The age of messages in a queue is not among it: it is only in
 * CloudWatch.
 */
export async function readCoverage(
  deps: CoverageDependencies,
  { members, postures, canaryCompletedAt }: CoverageSources,
  now: Date,
): Promise<Coverage> {
  const [deployed, requested] = await Promise.all([readDeployedCoverage(deps), deps.requestedScopes.read()]);
  const { sweepEveryHours } = deployed;
  // A state that AWS does not say may be ACTIVE.
  const active = members.filter(({ state }) => state === 'ACTIVE' || state === 'UNKNOWN');
  const accounts = active.map((account) => {
    const covered = isCovered(account, deployed, deps.homeAccountId);
    const row = accountCoverage(account.id, postures.get(account.id), covered, { now, sweepEveryHours });
    return account.state === 'UNKNOWN' ? { ...row, isKnown: false } : row;
  });
  const unresolvedSince = [
    ...active.flatMap(
      ({ id }) => postures.get(id)?.enforcements.flatMap(({ startedAt }) => startedAt ?? []) ?? [],
    ),
    ...requested.flatMap((request) => (request.type === 'malformed' ? [] : request.requestedAt)),
  ];
  return coverageOf(accounts, { now, sweepEveryHours, unresolvedSince, canaryCompletedAt });
}
