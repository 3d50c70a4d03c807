import type { EventBridgeEvent } from './event.ts';

/** What happens to one delivery of an event on its way from a bus to a rule's targets. */
export interface DeliveryFault {
  /** The event is lost; EventBridge delivers CloudTrail's events by best effort only. */
  readonly drop?: boolean;
  /** It arrives this many seconds later. */
  readonly delaySeconds?: number;
  /** It arrives this many times more. */
  readonly duplicates?: number;
}

/**
 * Faults of the deliveries to come. A function decides for each event, so that nothing is left to chance:
 * `sequence` counts the events AWS services put on default buses, from 0.
 */
export type DeliveryFaults = DeliveryFault | ((event: EventBridgeEvent, sequence: number) => DeliveryFault);
