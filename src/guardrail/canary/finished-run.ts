import { CANARY_STAGES, type CanaryStageName, EXPECTED_STAGES } from '../../domain/canary.ts';
import type { Mode } from '../../domain/policy.ts';
import type { CanaryRequest, FinishedRun } from './dependencies.ts';
import type { PasswordRemoval } from './remove-password.ts';
import { msSince } from './watch-hops.ts';

interface Watched {
  readonly mode: Mode;
  readonly calledAt: Date;
  readonly seen: ReadonlyMap<CanaryStageName, number>;
  readonly removal: PasswordRemoval;
  readonly now: Date;
}

/** What a run has seen, and what it has not. */
export function finishedRun(
  { onStage }: Pick<CanaryRequest, 'onStage'>,
  { mode, calledAt, seen, removal, now }: Watched,
): FinishedRun {
  const times = new Map(seen);
  if (removal.type === 'removed') {
    const stage = { name: 'removed-by-canary', ms: msSince(calledAt, removal.at) } as const;
    times.set(stage.name, stage.ms);
    onStage?.(stage);
  }
  const stages = CANARY_STAGES.flatMap((name) => {
    const ms = times.get(name);
    return ms === undefined ? [] : [{ name, ms }];
  });
  const missing = EXPECTED_STAGES[mode].filter((name) => !times.has(name));
  const base = { mode, stages, missing };
  if (removal.type === 'left-behind') {
    return { ...base, type: 'left-behind', totalMs: msSince(calledAt, now), leftBecause: removal.why };
  }
  return missing.length === 0
    ? { ...base, type: 'completed', totalMs: Math.max(...stages.map(({ ms }) => ms)) }
    : { ...base, type: 'incomplete', totalMs: msSince(calledAt, now) };
}
