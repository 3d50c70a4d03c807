import type { AccountId } from '../../domain/account.ts';
import { MAX_CANARY_RUN_SECONDS } from '../../domain/canary.ts';
import { counted } from '../../domain/counted.ts';
import { knownPartOf } from '../../domain/ledger-entry.ts';
import type { LedgerReader } from '../ports/ledger.ts';
import { CanaryHistory, type RecordedCanaryRun } from '../report/canary-history.ts';
import { type Check, ok, problem, skipped, warning } from './check.ts';

/** The canary as it is configured. */
export interface ConfiguredCanary {
  readonly account: AccountId;
  readonly everyHours: number;
  readonly lateAfterSeconds: number;
}

const HOUR_MS = 3_600_000;

/** Enough for the latest ten runs of any interval. */
const INTERVALS = 12;

/** The runs of the latest intervals; none where no canary is configured. */
export async function readCanaryHistory(
  canary: ConfiguredCanary | undefined,
  ledger: LedgerReader,
  now: Date,
): Promise<CanaryHistory> {
  const history = new CanaryHistory();
  if (canary === undefined) return history;
  const since = new Date(now.getTime() - INTERVALS * canary.everyHours * HOUR_MS);
  for await (const entry of ledger.read(canary.account, since)) {
    const known = knownPartOf(entry);
    if (known !== undefined) history.add(known);
  }
  return history;
}

/** Whether the latest run saw every hop in time, and the ten before it. */
export function checkCanary(canary: ConfiguredCanary | undefined, history: CanaryHistory, now: Date): Check {
  const id = 'canary';
  if (canary === undefined) {
    return skipped(
      id,
      'rootguard.json names none',
      'Set `canary` there: docs/canary.md says what it proves.',
    );
  }
  const { account, everyHours, lateAfterSeconds } = canary;
  const [newest] = history.latest();
  const running = newest !== undefined && isInProgress(newest, now) ? newest : undefined;
  const runs = history.latest().filter((run) => run !== running);
  const [latest] = runs;
  const advice = `See canary-failed in the runbook, and: rootguard history --account ${account}. rootguard canary run --account ${account} makes a run now.`;
  const since = running?.at.toISOString();
  if (latest === undefined) {
    const first =
      since === undefined
        ? `there has been no run in account ${account}`
        : `the first run in account ${account} is in progress since ${since}`;
    return warning(id, first, advice);
  }
  const inProgress = since === undefined ? '' : `; one is in progress since ${since}`;
  const detail = `${describeRun(latest)}; ${tally(runs)}${inProgress}`;
  if (latest.result !== 'completed') return problem(id, detail, advice);
  if (now.getTime() - latest.at.getTime() > 2 * everyHours * HOUR_MS)
    return problem(id, `${detail}; none since`, advice);
  return (latest.totalMs ?? 0) > lateAfterSeconds * 1000
    ? warning(id, `${detail}; late after ${lateAfterSeconds} s`, advice)
    : ok(id, detail);
}

/** Its latest entry in the ledger is its first one, and it has had no time to end. */
function isInProgress({ result, at }: RecordedCanaryRun, now: Date): boolean {
  return result === 'started' && now.getTime() - at.getTime() <= MAX_CANARY_RUN_SECONDS * 1000;
}

function describeRun({ at, result, totalMs, missing, refusal }: RecordedCanaryRun): string {
  const seconds = totalMs === undefined ? '' : ` after ${(totalMs / 1000).toFixed(1)} s`;
  const why = refusal ?? (missing.length > 0 ? `not seen: ${missing.join(', ')}` : undefined);
  return `the latest run ${result}${seconds} at ${at.toISOString()}${why === undefined ? '' : ` (${why})`}`;
}

function tally(runs: readonly RecordedCanaryRun[]): string {
  const completed = runs.filter(({ result }) => result === 'completed').length;
  return `${completed} of the latest ${counted(runs.length, 'run')} saw every hop`;
}
