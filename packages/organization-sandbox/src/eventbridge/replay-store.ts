import type { Clock, Timer } from '../clock.ts';
import { parseArn } from './arn.ts';
import type { BusLocation } from './bus.ts';
import type { EventBridgeEvent } from './event.ts';

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED';

export interface Replay {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly archiveArn: string;
  readonly busArn: string;
  /** Only these rules get the events; by default all rules of the bus. */
  readonly ruleArns: readonly string[] | undefined;
  /** The first timestamp of the events to replay. */
  readonly from: Date;
  /** The end of the time range, exclusive. */
  readonly to: Date;
  readonly startedAt: Date;
  state: ReplayState;
  /** The timestamp of the event that was replayed last. */
  lastEventAt: Date | undefined;
  endedAt: Date | undefined;
}

export type NewReplay = Omit<Replay, 'state' | 'startedAt' | 'lastEventAt' | 'endedAt'>;

export const replayArn = ({ partition, region, accountId }: BusLocation, name: string): string =>
  `arn:${partition}:events:${region}:${accountId}:replay/${name}`;

/**
 * Replays archived events in the order of their timestamps. In each second of the sandbox's clock it replays the events of
 * one minute; minutes without events are skipped.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
 */
export class ReplayStore {
  readonly #clock: Clock;
  readonly #replays = new Map<string, Replay>();
  readonly #timers = new Map<Replay, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(arn: string): Replay | undefined {
    return this.#replays.get(arn);
  }

  /** The replays of one account and Region, sorted by name. */
  list({ accountId, region }: BusLocation): Replay[] {
    return [...this.#replays.values()]
      .filter(({ arn }) => parseArn(arn)?.accountId === accountId && parseArn(arn)?.region === region)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  start(
    request: NewReplay,
    events: readonly EventBridgeEvent[],
    deliver: (event: EventBridgeEvent) => void,
  ): Replay {
    const replay: Replay = {
      ...request,
      startedAt: this.#clock.now(),
      state: 'STARTING',
      lastEventAt: undefined,
      endedAt: undefined,
    };
    this.#replays.set(replay.arn, replay);
    this.#next(replay, minutesOf(replay, events), deliver);
    return replay;
  }

  cancel(replay: Replay): void {
    replay.state = 'CANCELLING';
    this.#timers.get(replay)?.cancel();
    this.#inASecond(replay, () => this.#end(replay, 'CANCELLED'));
  }

  #next(
    replay: Replay,
    [minute, ...later]: readonly (readonly EventBridgeEvent[])[],
    deliver: (event: EventBridgeEvent) => void,
  ): void {
    this.#inASecond(replay, () => {
      if (minute === undefined) {
        this.#end(replay, 'COMPLETED');
        return;
      }
      replay.state = 'RUNNING';
      for (const event of minute) {
        replay.lastEventAt = new Date(event.time);
        deliver({ ...event, 'replay-name': replay.name });
      }
      this.#next(replay, later, deliver);
    });
  }

  #end(replay: Replay, state: 'COMPLETED' | 'CANCELLED'): void {
    this.#timers.delete(replay);
    replay.state = state;
    replay.endedAt = this.#clock.now();
  }

  #inASecond(replay: Replay, run: () => void): void {
    this.#timers.set(replay, this.#clock.setTimer(new Date(this.#clock.now().getTime() + 1000), run));
  }
}

/** The events of a replay by minute, in the order of their timestamps. */
function minutesOf({ from, to }: Replay, events: readonly EventBridgeEvent[]): EventBridgeEvent[][] {
  const minutes = new Map<number, EventBridgeEvent[]>();
  const timed = events
    .map((event) => ({ event, at: Date.parse(event.time) }))
    .filter(({ at }) => at >= from.getTime() && at < to.getTime())
    .sort((left, right) => left.at - right.at);
  for (const { event, at } of timed) {
    const minute = Math.floor(at / 60_000);
    minutes.set(minute, [...(minutes.get(minute) ?? []), event]);
  }
  return [...minutes.values()];
}
