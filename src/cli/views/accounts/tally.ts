import type { PostureState } from '../../../domain/posture-state.ts';
import type { Exit } from '../../exit-codes.ts';
import type { AccountView } from './account-view.ts';

export type Summary = Readonly<Record<'accounts' | PostureState, number>>;

/** What is remembered of accounts that are not held: enough for the summary, the exit code and the line after Ctrl-C. */
export interface Tally {
  readonly summary: Summary;
  readonly interrupted: number;
  /** Those at which rootguard itself broke down. */
  readonly broken: number;
}

export interface Counter {
  count(account: AccountView): void;
  tally(): Tally;
}

export function createCounter(): Counter {
  const summary = { accounts: 0, compliant: 0, excepted: 0, violating: 0, unknown: 0, skipped: 0 };
  let interrupted = 0;
  let broken = 0;
  return {
    count({ state, reason }) {
      summary.accounts += 1;
      summary[state] += 1;
      if (reason === 'interrupted') interrupted += 1;
      if (reason === 'error') broken += 1;
    },
    tally: () => ({ summary: { ...summary }, interrupted, broken }),
  };
}

export function tallyOf(accounts: readonly AccountView[]): Tally {
  const counter = createCounter();
  for (const account of accounts) counter.count(account);
  return counter.tally();
}

/** A known violation weighs more than what is not known, and work that broke down or was cut off more than both. */
export function exitOf({ summary, interrupted, broken }: Tally): Exit {
  if (interrupted + broken > 0) return 'failure';
  if (summary.violating > 0) return 'violations';
  return summary.unknown > 0 ? 'unknown' : 'ok';
}

export function summaryLine({ summary: { accounts, ...counts } }: Tally): string {
  const parts = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  return `${accounts} ${accounts === 1 ? 'account' : 'accounts'}: ${parts.join(', ')}`;
}

const NEXT = {
  audited: 'Run it again to audit all of them, or name those that are left.',
  enforced: 'Run it again to go on.',
} as const;

/** For stderr, after Ctrl-C. Undefined when nothing was left out. What was removed stays so, and an audit begins anew. */
export function leftOutLine(
  { summary: { accounts }, interrupted: left }: Tally,
  done: 'audited' | 'enforced',
): string | undefined {
  if (left === 0) return undefined;
  return `Interrupted: ${accounts - left} of ${accounts} accounts were ${done}, ${left} were not. ${NEXT[done]}`;
}
