import type { EventBridgeEvent } from './event.ts';

/** What happens to one event on its way to a bus. */
export interface DeliveryFault {
  /** It is lost: CloudTrail delivers to EventBridge on a best-effort basis. */
  readonly drop?: boolean;
  /** It arrives that many seconds late, after later events. */
  readonly delaySeconds?: number;
  /** It arrives that many additional times. */
  readonly duplicates?: number;
}

/** Periodic faults: `dropEvery: 3` drops the third, the sixth ... event after they were set. Nothing is random. */
export interface PeriodicFaults {
  readonly dropEvery?: number;
  readonly duplicateEvery?: number;
  readonly delaySeconds?: number;
  /** Which events are delayed by `delaySeconds`; all by default. */
  readonly delayEvery?: number;
}

/** Decides for each event; `sequence` counts, from 1, the events since the faults were set. */
export type FaultFunction = (event: EventBridgeEvent, sequence: number) => DeliveryFault;

export type DeliveryFaults = PeriodicFaults | FaultFunction;

export function faultFunction(faults: DeliveryFaults): FaultFunction {
  if (typeof faults === 'function') return faults;
  const { dropEvery, duplicateEvery, delaySeconds = 0, delayEvery = 1 } = faults;
  return (_event, sequence) => ({
    drop: isEvery(dropEvery, sequence),
    duplicates: isEvery(duplicateEvery, sequence) ? 1 : 0,
    delaySeconds: isEvery(delayEvery, sequence) ? delaySeconds : 0,
  });
}

const isEvery = (count: number | undefined, sequence: number): boolean =>
  count !== undefined && sequence % count === 0;
