import type { Clock, Timer } from 'organization-sandbox/clock.ts';
import { SCHEDULES, SWEEPER_TASKS, type SweeperTask } from '../installation/defaults.ts';

export interface Schedules {
  /** Resolves once the running tasks have ended. */
  stop(): Promise<void>;
}

/**
 * Runs the sweeper as EventBridge Scheduler does, on the sandbox's clock, but starts with a sweep instead of waiting a day
 * for the first. A task that is still running when it is due again runs once more afterwards, so that advancing the clock
 * by a month does not cause a month of runs.
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
  let running: Promise<void> | undefined;

  function onDue(): void {
    isDue = true;
    running ??= runWhileDue().finally(() => {
      running = undefined;
    });
  }

  function setNext(after: Date): void {
    const at = new Date(after.getTime() + SCHEDULES[task].everySeconds * 1000);
    timer = clock.setTimer(at, () => {
      onDue();
      setNext(at);
    });
  }

  async function runWhileDue(): Promise<void> {
    while (isDue) {
      isDue = false;
      await run(task).catch(onError);
    }
  }

  if (task === 'full-sweep') onDue();
  setNext(clock.now());
  return {
    async stop() {
      timer.cancel();
      isDue = false;
      await running;
    },
  };
}
