import type { MemberAccount } from '../../domain/account.ts';
import type { SweepDependencies } from './dependencies.ts';

/** The accounts of a page that have not been audited since the previous sweep. */
export type FindMissed = (page: readonly MemberAccount[]) => readonly MemberAccount[];

/** The time of an audit right after the start of the sweep is by another clock, which may be behind. */
const CLOCK_SKEW_SECONDS = 5 * 60;

/** How many accounts a line of the log names. A page has 20 at most. */
const MAX_NAMED = 20;

/**
 * An account that was ACTIVE and a member when the previous sweep started should have been audited since. Only the next sweep
 * finds one whose message got lost or was never processed.
 *
 * Reads the whole posture table, once a sweep. When that fails, the sweep continues: its audits matter more.
 */
export async function findMissedAccounts(
  deps: Pick<SweepDependencies, 'auditTimes' | 'telemetry'>,
  sweepId: string,
  since: Date | undefined,
): Promise<FindMissed> {
  if (since === undefined) return () => [];
  try {
    const audited = await deps.auditTimes.readAuditedSince(
      new Date(since.getTime() - CLOCK_SKEW_SECONDS * 1000),
    );
    return (page) => page.filter((account) => wasMemberAt(account, since) && !audited.has(account.id));
  } catch (error) {
    deps.telemetry.log('sweep-missed-accounts', { sweepId, since, accountsMissed: undefined, error });
    return () => [];
  }
}

export function reportMissed(
  { telemetry }: Pick<SweepDependencies, 'telemetry'>,
  sweepId: string,
  missed: readonly MemberAccount[],
): void {
  if (missed.length === 0) return;
  const accounts = missed.slice(0, MAX_NAMED).map(({ id }) => id);
  telemetry.log('sweep-missed-accounts', { sweepId, accountsMissed: missed.length, accounts });
  telemetry.count('AccountsMissed', missed.length);
}

function wasMemberAt({ state, joinedAt }: MemberAccount, time: Date): boolean {
  return state === 'ACTIVE' && (joinedAt === undefined || joinedAt < time);
}
