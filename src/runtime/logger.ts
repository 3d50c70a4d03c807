import { LOG_EVENTS, type LogEventKey } from '../guardrail/log-events.ts';
import type { Clock, LogFields } from '../guardrail/ports/surroundings.ts';
import type { LogLevel } from './environment.ts';
import { redactFields } from './redact.ts';
import { systemSurroundings } from './system.ts';

export interface EventLogger {
  log(event: LogEventKey, fields: LogFields): void;
}

/** Where lines go; `process.stdout` is one. */
export interface LogDestination {
  write(line: string): unknown;
}

/** The louder, the higher. */
const LOUDNESS: Readonly<Record<LogLevel, number>> = { debug: 1, info: 2, warn: 3, error: 4, silent: 5 };

/**
 * JSON lines on stdout, each naming one event of `LOG_EVENTS` under `event`, at the level registered for it.
 * Secrets are redacted here, once, so that no caller has to remember to.
 *
 * No library: levels, texts and redaction are our own anyway, and one would be about a tenth of the bundle and of a cold
 * start.
 *
 * @param destination where lines go; stdout unless told otherwise
 */
export function createLogger(
  level: LogLevel,
  destination: LogDestination = process.stdout,
  clock: Clock = systemSurroundings.clock,
): EventLogger {
  return {
    log(event, fields) {
      const { level: severity, text } = LOG_EVENTS[event];
      if (LOUDNESS[severity] < LOUDNESS[level]) return;
      const time = clock.now();
      const line = { level: severity, time, event, ...redactFields(fields), msg: text };
      destination.write(`${JSON.stringify(line)}\n`);
    },
  };
}
