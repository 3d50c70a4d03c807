import type { Context } from 'aws-lambda';
import type { Telemetry } from '../guardrail/ports/platform.ts';

/** What rootguard's handlers take from Lambda's context. */
export type Invocation = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/**
 * The same dependencies, whose every line of the log names the invocation. Work that was given up and goes on in a later
 * one still names the one that it began in.
 */
export function within<Dependencies extends { readonly telemetry: Telemetry }>(
  { awsRequestId: invocationId }: Invocation,
  deps: Dependencies,
): Dependencies {
  const { telemetry } = deps;
  return {
    ...deps,
    telemetry: {
      log: (event, fields) => telemetry.log(event, { ...fields, invocationId }),
      count: (metric, value) => telemetry.count(metric, value),
    },
  };
}
