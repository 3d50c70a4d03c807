import { unlessAborted } from '../../concurrency/abortable.ts';
import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { Clock, Pause } from '../ports/platform.ts';
import type { PostureStore, StoredPosture } from '../ports/posture.ts';
import { type CoverageDependencies, readDeployedCoverage } from '../report/organization-coverage.ts';
import { accountFromPosture, type ReportedAccount } from '../report/organization-report.ts';

export interface FollowDependencies
  extends Pick<CoverageDependencies, 'deploymentRecord' | 'assumedCoverage'> {
  readonly posture: Pick<PostureStore, 'read' | 'readAll'>;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** Milliseconds since 1970 of the latest audit of each account; those without one are missing. */
export type LatestAudits = ReadonlyMap<AccountId, number>;

export interface Followed {
  /** `stalled`: no further account has been audited for half an hour. */
  readonly end: 'complete' | 'stalled' | 'interrupted';
  /** In their order; an account that was not audited again is as the latest audit found it. */
  readonly accounts: readonly ReportedAccount[];
  readonly notAudited: readonly MemberAccount[];
}

/** With more accounts than this, the whole table is read. */
const MAX_SINGLE_READS = 25;

const MIN_PAUSE_MS = 5_000;

/** In a large organization the table is read less often. */
const PAUSE_MS_PER_ACCOUNT = 2;

/** The sweeper queues within five minutes, and no message is delivered again later than this after it failed. */
const MAX_QUIET_MS = 30 * 60 * 1000;

export async function readLatestAudits(
  deps: FollowDependencies,
  accounts: readonly MemberAccount[],
): Promise<LatestAudits> {
  const audits = new Map<AccountId, number>();
  for (const { posture } of (await readPostures(deps, accounts)).values()) {
    if (posture !== undefined) audits.set(posture.account, posture.auditedAt.getTime());
  }
  return audits;
}

/**
 * Waits until each account has been audited again since `before` was read. The times of audits are compared with each other for
 * equality, never with this machine's clock.
 * @param onAudited called with the number of accounts that were audited since it was called last
 */
export async function followAudits(
  deps: FollowDependencies,
  accounts: readonly MemberAccount[],
  before: LatestAudits,
  { interrupted, onAudited }: { readonly interrupted: AbortSignal; onAudited(count: number): void },
): Promise<Followed> {
  const pauseMs = Math.max(MIN_PAUSE_MS, accounts.length * PAUSE_MS_PER_ACCOUNT);
  let known = 0;
  let quietMs = 0;
  for (;;) {
    const postures = await readPostures(deps, accounts);
    const notAudited = accounts.filter(({ id }) => !isNewer(postures.get(id), before.get(id)));
    const audited = accounts.length - notAudited.length;
    onAudited(audited - known);
    quietMs = audited > known ? 0 : quietMs;
    known = audited;
    const end = endOf(notAudited, quietMs, interrupted);
    if (end !== undefined) {
      const now = deps.clock.now();
      const { sweepEveryHours } = await readDeployedCoverage(deps);
      const found = accounts.map((account) =>
        accountFromPosture(account, postures.get(account.id), now, sweepEveryHours),
      );
      return { end, accounts: found, notAudited };
    }
    await unlessAborted(interrupted, () => deps.pause(pauseMs));
    quietMs += pauseMs;
  }
}

function endOf(
  notAudited: readonly MemberAccount[],
  quietMs: number,
  interrupted: AbortSignal,
): Followed['end'] | undefined {
  if (notAudited.length === 0) return 'complete';
  if (interrupted.aborted) return 'interrupted';
  return quietMs >= MAX_QUIET_MS ? 'stalled' : undefined;
}

function isNewer(stored: StoredPosture | undefined, before: number | undefined): boolean {
  return stored?.posture !== undefined && stored.posture.auditedAt.getTime() !== before;
}

async function readPostures(
  { posture }: FollowDependencies,
  accounts: readonly MemberAccount[],
): Promise<ReadonlyMap<string, StoredPosture>> {
  const postures = new Map<string, StoredPosture>();
  if (accounts.length <= MAX_SINGLE_READS) {
    for (const { id } of accounts) {
      const stored = await posture.read(id);
      if (stored !== undefined) postures.set(id, stored);
    }
    return postures;
  }
  const wanted = new Set<string>(accounts.map(({ id }) => id));
  for await (const stored of posture.readAll()) {
    if (wanted.has(stored.account)) postures.set(stored.account, stored);
  }
  return postures;
}
