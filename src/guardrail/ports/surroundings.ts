import type { LogEventKey, MetricKey } from '../log-events.ts';
import type { LogFields } from '../log-fields.ts';

export interface Clock {
  now(): Date;
}

/** Waits; passed in so that a test need not. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Runs `act` once that many milliseconds are over, unless it is cancelled before; passed in so that a test need not wait. */
export type SetTimer = (milliseconds: number, act: () => void) => { cancel(): void };

/** Unique, sortable by time of making (ULID). */
export type NewId = () => string;

/** The only way the guardrail speaks to logs and metrics: by the keys of their registries. */
export interface Telemetry {
  log(event: LogEventKey, fields: LogFields): void;
  count(metric: MetricKey, value: number): void;
}
