import type { MemberAccount } from '../../domain/account.ts';
import type { SweepDependencies } from './dependencies.ts';

/** The accounts of a page that have not been audited since the previous sweep. */
export type FindMissed = (page: readonly MemberAccount[]) => readonly MemberAccount[];

/**
 * The clock of an audit may be behind that of the sweep. More than `MAX_CLOCK_SKEW_SECONDS`, as an account that was audited must not be
 * reported as missed.
 */
export const MAX_SECONDS_BEFORE_SWEEP = 5 * 60;

/** How many accounts are named in one log line. A page has at most 20. */
const MAX_NAMED_ACCOUNTS = 20;

/**
 * An account that was an ACTIVE member when the previous sweep started should have been audited since. One whose message was lost
 * or never processed is found only here.
 *
 * Reads the whole posture table, once a sweep. When that fails, the sweep continues: its audits matter more.
 */
export async function findMissedAccounts(
  deps: Pick<SweepDependencies, 'auditTimes' | 'telemetry' | 'clock'>,
  sweepId: string,
  since: Date | undefined,
): Promise<FindMissed> {
  if (since === undefined) return () => [];
  try {
    const audited = await deps.auditTimes.readAuditedSince(
      new Date(since.getTime() - MAX_SECONDS_BEFORE_SWEEP * 1000),
      deps.clock.now(),
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
  const accounts = missed.slice(0, MAX_NAMED_ACCOUNTS).map(({ id }) => id);
  telemetry.log('sweep-missed-accounts', { sweepId, accountsMissed: missed.length, accounts });
  telemetry.count('AccountsMissed', missed.length);
}

function wasMemberAt({ state, joinedAt }: MemberAccount, time: Date): boolean {
  return state === 'ACTIVE' && (joinedAt === undefined || joinedAt < time);
}
