import { SCHEDULES, SWEEPER_TASKS, type SweeperTask } from '../runtime/resources.ts';
import type { Clock, Timer } from '../sandbox/clock.ts';

export interface Schedules {
  /** Resolves once the runs under way have ended. */
  stop(): Promise<void>;
}

/**
 * Runs the sweeper as EventBridge Scheduler does, on the sandbox's clock. A task that is still running when its time
 * comes again is run once more afterwards, so that a leap of the clock over a month is not a month of runs.
 */
export function startSchedules(
  clock: Clock,
  run: (task: SweeperTask) => Promise<unknown>,
  onError: (error: unknown) => void,
): Schedules {
  const schedules = SWEEPER_TASKS.map((task) => startSchedule(clock, task, run, onError));
  return {
    async stop() {
      await Promise.all(schedules.map((schedule) => schedule.stop()));
    },
  };
}

function startSchedule(
  clock: Clock,
  task: SweeperTask,
  run: (task: SweeperTask) => Promise<unknown>,
  onError: (error: unknown) => void,
): Schedules {
  let timer: Timer;
  let isDue = false;
  let underWay: Promise<void> | undefined;

  function setNext(after: Date): void {
    const at = new Date(after.getTime() + SCHEDULES[task].everySeconds * 1000);
    timer = clock.setTimer(at, () => {
      isDue = true;
      underWay ??= runWhileDue().finally(() => {
        underWay = undefined;
      });
      setNext(at);
    });
  }

  async function runWhileDue(): Promise<void> {
    while (isDue) {
      isDue = false;
      await run(task).catch(onError);
    }
  }

  setNext(clock.now());
  return {
    async stop() {
      timer.cancel();
      isDue = false;
      await underWay;
    },
  };
}
