import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { InvalidInputError } from '../domain/errors.ts';
import { object, parse } from '../domain/schema.ts';
import { type SweepOutcome, startSweep } from '../guardrail/sweep.ts';
import type { SweepDependencies } from '../guardrail/sweep-dependencies.ts';
import { watch } from '../guardrail/watch-exceptions.ts';
import { firstLine } from '../runtime/redact.ts';
import { SWEEPER_TASKS } from '../runtime/resources.ts';

export interface SweeperDependencies extends SweepDependencies {
  readonly flushMetrics: () => void;
}

export type SweeperResult = SweepOutcome | { readonly type: 'watched' };

export type Sweeper = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SweeperResult>;

const input = object({ task: v.picklist(SWEEPER_TASKS) });

/**
 * The function behind the schedules, invoked with `{"task": "full-sweep"}` or `{"task": "watch"}`. A sweep that does
 * not get done in the time it has is gone on with by the next watch.
 * @throws InvalidInputError `invalid-sweeper-input`
 */
export function createSweeper(deps: SweeperDependencies): Sweeper {
  return async (event, context) => {
    const { task } = parseInput(event);
    const timeLeft = () => context.getRemainingTimeInMillis();
    try {
      if (task === 'full-sweep') return await startSweep(deps, timeLeft);
      await watch(deps, timeLeft);
      return { type: 'watched' };
    } catch (error) {
      deps.telemetry.log('sweeper-failed', { task, error });
      throw briefly(error);
    } finally {
      deps.flushMetrics();
    }
  };
}

/**
 * Lambda writes what a handler throws into the log and into the message of a failed invocation, with every line and every
 * frame. Those of a signature error hold the session token of the function's role.
 */
function briefly(error: unknown): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const brief = new Error(firstLine(message));
  brief.name = name;
  return brief;
}

function parseInput(event: unknown): v.InferOutput<typeof input> {
  const parsed = parse(input, event);
  if (parsed.type === 'parsed') return parsed.value;
  throw new InvalidInputError('invalid-sweeper-input', 'sweeper input', [
    `got ${JSON.stringify(event)}, expected {"task": "${SWEEPER_TASKS.join('" | "')}"}`,
  ]);
}
