import type { LogEventKey, MetricKey } from '../log-events.ts';

export interface Clock {
  now(): Date;
}

/** Waits; passed in so that a test need not. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Runs `act` once that many milliseconds are over, unless it is cancelled before; passed in so that a test need not wait. */
export type SetTimer = (milliseconds: number, act: () => void) => { cancel(): void };

/** Unique, sortable by time of making (ULID). */
export type NewId = () => string;

export type LogFields = Readonly<Record<string, unknown>>;

/** The only way the guardrail speaks to logs and metrics: by the keys of one registry. */
export interface Telemetry {
  log(event: LogEventKey, fields: LogFields): void;
  count(metric: MetricKey, value: number): void;
}
