/**
 * An event on an EventBridge bus.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export interface EventBridgeEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  /** The account of the event's origin. It does not change when the event is forwarded to another bus. */
  readonly account: string;
  /** ISO 8601, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** The replay that the event comes from, if it is from an archive. */
  readonly 'replay-name'?: string;
}

/** The end of the year 9999, in seconds since 1970: the last timestamp that an event can have. */
export const MAX_EPOCH_SECONDS = 253_402_300_799;

/** The timestamp of an event, to the second. */
export const eventTime = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
