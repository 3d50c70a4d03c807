import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../clock.ts';
import type { Queue } from './queue.ts';
import type { QueueStore } from './queue-store.ts';

/** A task that moves the messages of a dead-letter queue to their source queues, or to another queue. */
export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  /** Messages per second; without it all of them move at once. */
  readonly rate: number | undefined;
  readonly toMove: number;
  readonly startedAt: Date;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  failureReason: string | undefined;
}

export interface MoveTasks {
  start(source: Queue, destinationArn: string | undefined, rate: number | undefined): MoveTask;
  /** The newest first. */
  list(sourceArn: string): readonly MoveTask[];
  find(handle: string): MoveTask | undefined;
  cancel(task: MoveTask): void;
}

/** Move tasks move visible messages only, once a second. */
export function createMoveTasks(queues: QueueStore, clock: Clock): MoveTasks {
  const tasks = new Map<string, MoveTask>();
  const timers = new Map<MoveTask, Timer>();

  const step = (task: MoveTask): void => {
    timers.delete(task);
    const failure = moveSome(queues, task);
    if (failure !== undefined) {
      task.status = 'FAILED';
      task.failureReason = failure;
    } else if (task.moved >= task.toMove || (queues.get(task.sourceArn)?.counts().visible ?? 0) === 0) {
      task.status = 'COMPLETED';
    } else {
      timers.set(
        task,
        clock.setTimer(new Date(clock.now().getTime() + 1000), () => step(task)),
      );
    }
  };

  return {
    start: (source, destinationArn, rate) => {
      const id = { taskId: randomUUID(), sourceArn: source.arn };
      const task: MoveTask = {
        handle: Buffer.from(JSON.stringify(id), 'utf8').toString('base64'),
        sourceArn: source.arn,
        destinationArn,
        rate,
        toMove: source.counts().visible,
        startedAt: clock.now(),
        moved: 0,
        status: 'RUNNING',
        failureReason: undefined,
      };
      tasks.set(task.handle, task);
      step(task);
      return task;
    },
    list: (sourceArn) => [...tasks.values()].filter((task) => task.sourceArn === sourceArn).reverse(),
    find: (handle) => tasks.get(handle),
    cancel: (task) => {
      timers.get(task)?.cancel();
      timers.delete(task);
      task.status = 'CANCELLED';
    },
  };
}

/** Moves the messages of one second. Returns the failure reason if one cannot be moved. */
function moveSome(queues: QueueStore, task: MoveTask): string | undefined {
  const source = queues.get(task.sourceArn);
  if (source === undefined) return 'AWS.SimpleQueueService.NonExistentQueue';
  const last = Math.min(task.toMove, task.moved + (task.rate ?? task.toMove));
  while (task.moved < last) {
    const message = source.firstVisible();
    if (message === undefined) return undefined;
    const destinationArn = task.destinationArn ?? message.deadLetterSourceArn;
    if (destinationArn === undefined) return 'CouldNotDetermineMessageSource';
    const destination = queues.get(destinationArn);
    if (destination === undefined) return 'AWS.SimpleQueueService.NonExistentQueue';
    source.delete(message);
    // A redriven message is a new one: new id, new age, no receives.
    destination.send({ ...message, delaySeconds: 0 });
    task.moved += 1;
  }
  return undefined;
}
