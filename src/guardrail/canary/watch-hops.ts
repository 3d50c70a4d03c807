import { collect } from '../../concurrency/collect.ts';
import { settlePromise } from '../../concurrency/settled.ts';
import type { AccountId } from '../../domain/account.ts';
import { type CanaryStage, type CanaryStageName, EXPECTED_STAGES } from '../../domain/canary.ts';
import { knownPartOf, type LedgerEntry } from '../../domain/ledger-entry.ts';
import type { Mode } from '../../domain/policy.ts';
import type { RecoverySession } from '../ports/root-sessions.ts';
import type { CanaryDependencies, CanaryRequest } from './dependencies.ts';
import { recordedStages, type WatchedRun } from './recorded-stages.ts';

export interface Watch extends WatchedRun {
  readonly account: AccountId;
  readonly mode: Mode;
  /** Just before the call that created the password. */
  readonly calledAt: Date;
  readonly session: RecoverySession;
}

/** A hop takes a second or more on AWS. */
const POLL_MS = 500;

/** Another machine wrote the entries. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Looks until every hop that the mode leads to has been seen, or the time is over. What cannot be read is not seen, and is read
 * again.
 */
export async function watchHops(
  deps: CanaryDependencies,
  request: CanaryRequest,
  watch: Watch,
): Promise<ReadonlyMap<CanaryStageName, number>> {
  const deadline = watch.calledAt.getTime() + request.timeoutSeconds * 1000;
  const expected = EXPECTED_STAGES[watch.mode].filter((name) => name !== 'removed-by-canary');
  const seen = new Map<CanaryStageName, number>();
  let absentSince: Date | undefined;
  for (;;) {
    const [entries, password] = await Promise.all([
      settlePromise(readEntries(deps, watch)),
      settlePromise(watch.session.readPassword()),
    ]);
    const isAbsent =
      password.status === 'fulfilled' && password.value.type === 'readable' && !password.value.isPresent;
    absentSince = isAbsent ? (absentSince ?? deps.clock.now()) : undefined;
    const recorded = recordedStages(entries.status === 'fulfilled' ? entries.value : [], watch);
    const stages = withRemoval(recorded, absentSince);
    for (const name of expected) {
      const at = stages.get(name);
      if (at === undefined || seen.has(name)) continue;
      const stage: CanaryStage = { name, ms: msSince(watch.calledAt, at) };
      seen.set(name, stage.ms);
      request.onStage?.(stage);
    }
    const isOver = deps.clock.now().getTime() + POLL_MS > deadline || request.interrupted?.aborted;
    if (seen.size === expected.length || isOver) return seen;
    await deps.pause(POLL_MS);
  }
}

/** The time of an event has whole seconds, and the clocks of two machines differ. */
export function msSince(calledAt: Date, at: Date): number {
  return Math.max(0, at.getTime() - calledAt.getTime());
}

/**
 * A read of the canary's own has to show that the password is gone. Without the outcome it proves nothing: reads lag behind, so that
 * one right after the creation may not show it yet. The re-read behind the outcome may have been the earlier one.
 */
function withRemoval(
  recorded: ReadonlyMap<CanaryStageName, Date>,
  absentSince: Date | undefined,
): ReadonlyMap<CanaryStageName, Date> {
  const outcome = recorded.get('outcome');
  if (outcome === undefined || absentSince === undefined) return recorded;
  const audit = recorded.get('audit') ?? absentSince;
  const removal = new Date(Math.max(audit.getTime(), Math.min(absentSince.getTime(), outcome.getTime())));
  return new Map([...recorded, ['removal', removal]]);
}

async function readEntries(
  { ledgerReader }: CanaryDependencies,
  { account, startedAt }: Watch,
): Promise<readonly LedgerEntry[]> {
  const since = new Date(startedAt.getTime() - CLOCK_MARGIN_MS);
  const stored = await collect(ledgerReader.read(account, since));
  return stored.map(knownPartOf).filter((entry) => entry !== undefined);
}
