import type { AwsFailure } from '../../../domain/aws-failure.ts';
import { counted } from '../../../domain/counted.ts';
import { countOneMore, NO_ACCOUNTS, type StateCounts } from '../../../domain/posture-state.ts';
import { explainFailure } from '../../errors.ts';
import type { Exit } from '../../exit-codes.ts';
import type { AccountView } from './account-view.ts';

/** What is counted of accounts that are not kept: enough for the summary, the exit code and the notice after Ctrl-C. */
export interface Tally {
  readonly summary: StateCounts;
  readonly interrupted: number;
  /** Accounts at which rootguard itself failed. */
  readonly failed: number;
  /** Accounts whose audit is in the ledger; undefined where it was not to be recorded. */
  readonly recorded: number | undefined;
  /** Accounts whose audit AWS refused to record. */
  readonly recordFailures: readonly AwsFailure[];
}

export interface Counter {
  count(account: AccountView): void;
  tally(): Tally;
}

export function createCounter(): Counter {
  let summary = NO_ACCOUNTS;
  let interrupted = 0;
  let failed = 0;
  let recorded: number | undefined;
  const recordFailures: AwsFailure[] = [];
  return {
    count({ state, reason, recording }) {
      summary = countOneMore(summary, state);
      if (reason === 'interrupted') interrupted += 1;
      if (reason === 'error') failed += 1;
      if (recording === undefined) return;
      recorded = (recorded ?? 0) + Number(recording.type === 'recorded' || recording.type === 'superseded');
      if (recording.type === 'failed') recordFailures.push(recording.failure);
    },
    tally: () => ({ summary, interrupted, failed, recorded, recordFailures }),
  };
}

export function tallyOf(accounts: readonly AccountView[]): Tally {
  const counter = createCounter();
  for (const account of accounts) counter.count(account);
  return counter.tally();
}

/** A violation takes precedence over unknown accounts, and a failure or an interruption over both. */
export function exitOf({ summary, interrupted, failed, recordFailures }: Tally): Exit {
  if (interrupted + failed + recordFailures.length > 0) return 'failure';
  if (summary.violating > 0) return 'violations';
  return summary.unknown > 0 ? 'unknown' : 'ok';
}

export function summaryLine({ summary: { accounts, ...counts } }: Tally): string {
  const parts = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  return `${accounts} ${accounts === 1 ? 'account' : 'accounts'}: ${parts.join(', ')}`;
}

/** For stderr; none where the audits were not to be recorded. */
export function recordedLines({ recorded, recordFailures, summary }: Tally): readonly string[] {
  if (recorded === undefined) return [];
  const [failure] = recordFailures;
  return [
    `Recorded ${recorded} of ${counted(summary.accounts, 'account')} in posture and ledger.`,
    ...(failure === undefined
      ? []
      : [`${recordFailures.length} could not be recorded, the first because:`, ...explainFailure(failure)]),
  ];
}

const NEXT = {
  audited: 'Run it again to audit all of them, or name the remaining ones.',
  enforced: 'Run it again to continue.',
} as const;

/** A notice for stderr after Ctrl-C; undefined if every account was processed. */
export function interruptedLine(
  { summary: { accounts }, interrupted: skipped }: Tally,
  done: 'audited' | 'enforced',
): string | undefined {
  if (skipped === 0) return undefined;
  return `Interrupted: ${accounts - skipped} of ${accounts} accounts were ${done}, ${skipped} were not. ${NEXT[done]}`;
}
