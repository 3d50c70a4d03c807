import type { Clock, Timer } from 'organization-sandbox/clock.ts';
import { SCHEDULES, SWEEPER_TASKS, type SweeperTask } from '../runtime/resources.ts';

export interface Schedules {
  /** Resolves once the runs under way have ended. */
  stop(): Promise<void>;
}

/**
 * Runs the sweeper as EventBridge Scheduler does, on the sandbox's clock, but begins with a sweep: nobody who tries
 * rootguard out waits a day for the first. A task that is still running when its time comes again is run once more
 * afterwards, so that a leap of the clock over a month is not a month of runs.
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

  function fallDue(): void {
    isDue = true;
    underWay ??= runWhileDue().finally(() => {
      underWay = undefined;
    });
  }

  function setNext(after: Date): void {
    const at = new Date(after.getTime() + SCHEDULES[task].everySeconds * 1000);
    timer = clock.setTimer(at, () => {
      fallDue();
      setNext(at);
    });
  }

  async function runWhileDue(): Promise<void> {
    while (isDue) {
      isDue = false;
      await run(task).catch(onError);
    }
  }

  if (task === 'full-sweep') fallDue();
  setNext(clock.now());
  return {
    async stop() {
      timer.cancel();
      isDue = false;
      await underWay;
    },
  };
}
