import pino, { type DestinationStream } from 'pino';
import { awsFailureOf } from '../domain/errors.ts';
import { LOG_EVENTS, type LogEventKey } from '../guardrail/telemetry/log-events.ts';
import type { LogFields } from '../guardrail/telemetry/log-fields.ts';
import type { LogLevel } from './environment.ts';
import { redactFields } from './redact.ts';
import { VERSION } from './version.ts';

export interface EventLogger {
  log(event: LogEventKey, fields: LogFields): void;
}

/**
 * JSON lines on stdout, each naming one event of `LOG_EVENTS` under `event`, at the level registered for it.
 * Secrets are redacted here, for every caller.
 *
 * @param destination of the lines; stdout by default
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): EventLogger {
  const logger = pino(
    {
      level,
      base: { version: VERSION },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: escapeUnprintable },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
  return {
    log(event, fields) {
      const { level: severity, text } = LOG_EVENTS[event];
      logger[severity]({ event, ...redactFields(completed(fields)) }, text);
    },
  };
}

/** Adds the `failure` of an error that AWS caused, and wraps a thrown value that is not an object in an error. */
function completed(fields: LogFields): LogFields {
  const { error } = fields;
  if (error === undefined) return fields;
  const failure = fields.failure ?? awsFailureOf(error);
  const isObject = typeof error === 'object' && error !== null;
  return {
    ...fields,
    error: isObject ? error : new Error(String(error)),
    ...(failure !== undefined && { failure }),
  };
}

/** JSON does not escape some characters that move the cursor or change the direction of writing where a log is shown. */
function escapeUnprintable(line: string): string {
  return line.replaceAll(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
