import type { AccountId } from '../../domain/account.ts';
import type { CanaryTimes } from '../../domain/canary.ts';
import { isFarAhead } from '../../domain/clock-difference.ts';
import type { CanaryRunResult, LedgerEntry } from '../../domain/ledger-entry.ts';

/** How many runs are shown. */
export const MAX_SHOWN_RUNS = 10;

/** A run of the canary, by its latest entry in the ledger. */
export interface RecordedCanaryRun {
  readonly account: AccountId;
  readonly runId: string;
  readonly at: Date;
  /** `started`: it is running, or was interrupted. */
  readonly result: CanaryRunResult;
  readonly totalMs: number | undefined;
  readonly missing: readonly string[];
  /** Why it was refused. */
  readonly refusal: string | undefined;
}

/** Collects the runs from entries, oldest first. */
export class CanaryHistory {
  readonly #runs = new Map<string, RecordedCanaryRun>();
  readonly #times = new Map<string, CanaryTimes>();

  add(entry: LedgerEntry): void {
    if (entry.type !== 'canary' || entry.account === 'organization') return;
    const { account, runId, at, result, totalMs, missing = [], refusal } = entry;
    const started = this.#times.get(runId);
    if (result === 'started') this.#times.set(runId, { startedAt: at });
    else if (started) this.#times.set(runId, { endedAt: at, ...started });
    // In the order of the latest entries.
    this.#runs.delete(runId);
    this.#runs.set(runId, { account, runId, at, result, totalMs, missing, refusal });
  }

  /** When the runs so far created passwords and removed them. */
  times(): readonly CanaryTimes[] {
    return [...this.#times.values()];
  }

  /** Newest first. */
  latest(): readonly RecordedCanaryRun[] {
    return latestRuns([...this.#runs.values()]);
  }

  /** When the latest run that saw every hop ended, also where as many as are shown have failed since. */
  completedAt(now: Date): Date | undefined {
    const completed = [...this.#runs.values()].filter(({ result }) => result === 'completed');
    return latestOf(
      completed.map(({ at }) => at),
      now,
    );
  }
}

/** Times that a wrong clock wrote do not count. */
export function latestOf(times: readonly Date[], now: Date): Date | undefined {
  return times
    .filter((time) => !isFarAhead(time, now))
    .toSorted((one, other) => other.getTime() - one.getTime())[0];
}

export function latestRuns(runs: readonly RecordedCanaryRun[]): readonly RecordedCanaryRun[] {
  return runs.toSorted((one, other) => other.at.getTime() - one.at.getTime()).slice(0, MAX_SHOWN_RUNS);
}
