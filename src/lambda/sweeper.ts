import * as v from 'valibot';
import { InvalidInputError } from '../domain/errors.ts';
import { object, parse } from '../domain/schema.ts';
import { elapsedMs } from '../guardrail/ports/platform.ts';
import type { Watchdog } from '../guardrail/ports/watchdog.ts';
import type { SweepDependencies } from '../guardrail/sweep/dependencies.ts';
import { type SweepOutcome, startSweep } from '../guardrail/sweep/sweep.ts';
import { watch } from '../guardrail/sweep/watch.ts';
import { SWEEPER_TASKS, type SweeperTask } from '../installation/defaults.ts';
import { type Invocation, withInvocationId } from './invocation.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface SweeperDependencies extends SweepDependencies {
  /** Undefined where there is no other account to watch this one. */
  readonly watchdog: Watchdog | undefined;
  readonly flushMetrics: () => void;
}

export type SweeperResult = SweepOutcome | { readonly type: 'watched' };

export type Sweeper = (event: unknown, context: Invocation) => Promise<SweeperResult>;

const input = object({ task: v.picklist(SWEEPER_TASKS) });

/**
 * The function behind the schedules, invoked with `{"task": "full-sweep"}` or `{"task": "watch"}`. A sweep that does
 * not finish in the time of its invocation is continued by the next watch.
 * @throws InvalidInputError `invalid-sweeper-input`
 */
export function createSweeper(deps: SweeperDependencies): Sweeper {
  return async (event, context) => {
    const { task } = parseInput(event);
    const run = withInvocationId(context, deps);
    const startedAt = deps.clock.now();
    try {
      const result = await runTask(run, task, () => context.getRemainingTimeInMillis());
      const durationMs = elapsedMs(startedAt, deps.clock);
      run.telemetry.log('sweeper-finished', { task, outcome: result.type, durationMs });
      return result;
    } catch (error) {
      const durationMs = elapsedMs(startedAt, deps.clock);
      run.telemetry.log('sweeper-failed', { task, error, durationMs });
      throw withoutSecrets(error);
    } finally {
      deps.flushMetrics();
    }
  };
}

async function runTask(
  deps: SweeperDependencies,
  task: SweeperTask,
  remainingMs: () => number,
): Promise<SweeperResult> {
  if (task === 'full-sweep') return startSweep(deps, remainingMs);
  await watch(deps, remainingMs);
  await resetWatchdog(deps);
  return { type: 'watched' };
}

/** Only after a watch without a failure. If it cannot be reset, its alarm tells people, so the watch need not run again. */
async function resetWatchdog({ watchdog, telemetry }: SweeperDependencies): Promise<void> {
  try {
    await watchdog?.reset();
  } catch (error) {
    telemetry.log('watchdog-failed', { error });
  }
}

function parseInput(event: unknown): v.InferOutput<typeof input> {
  const parsed = parse(input, event);
  if (parsed.type === 'parsed') return parsed.value;
  throw new InvalidInputError('invalid-sweeper-input', 'sweeper input', [
    `got ${JSON.stringify(event)}, expected {"task": "${SWEEPER_TASKS.join('" | "')}"}`,
  ]);
}
