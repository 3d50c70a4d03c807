import type { LogEventKey } from '../telemetry/log-events.ts';
import type { LogFields } from '../telemetry/log-fields.ts';
import type { MetricKey } from '../telemetry/metrics.ts';

export interface Clock {
  now(): Date;
}

/** A larger difference means that a machine's clock is wrong: AWS's time has whole seconds, and its answer takes some. */
export const MAX_CLOCK_SKEW_SECONDS = 60;

/** Milliseconds since `start`, which has to be by the same clock. */
export function elapsedMs(start: Date, clock: Clock): number {
  return clock.now().getTime() - start.getTime();
}

/** Waits; passed in so that a test need not. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Unique, sortable by time of creation (ULID). */
export type NewId = () => string;

/** Logs and metrics of the guardrail, by the keys of their registries. */
export interface Telemetry {
  log(event: LogEventKey, fields: LogFields): void;
  count(metric: MetricKey, value: number): void;
}
