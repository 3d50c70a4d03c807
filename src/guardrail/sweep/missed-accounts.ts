import type { MemberAccount } from '../../domain/account.ts';
import type { SweepDependencies } from './dependencies.ts';

/** Says which accounts of a page the sweep before this one queued in vain. */
export type FindMissed = (page: readonly MemberAccount[]) => readonly MemberAccount[];

/** An audit right after the sweep had started is stamped by another machine, whose clock may be behind. Seconds. */
const CLOCK_SKEW_SECONDS = 5 * 60;

/** How many of a page a line of the log names. A page has 20 at most. */
const NAMED = 20;

/**
 * Whoever was ACTIVE and a member when the sweep before this one started should have been audited since. What it queued
 * and nobody took, or what an old audit still stands for, is found by the sweep that follows, and by nothing else.
 *
 * Reads the whole posture table, once a sweep. When that fails, the sweep goes on: its audits matter more.
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
  const accounts = missed.slice(0, NAMED).map(({ id }) => id);
  telemetry.log('sweep-missed-accounts', { sweepId, accountsMissed: missed.length, accounts });
  telemetry.count('AccountsMissed', missed.length);
}

function wasMemberAt({ state, joinedAt }: MemberAccount, moment: Date): boolean {
  return state === 'ACTIVE' && (joinedAt === undefined || joinedAt < moment);
}
