import type { Context } from 'aws-lambda';
import type { Telemetry } from '../guardrail/ports/platform.ts';

/** What rootguard's handlers use of Lambda's context. */
export type Invocation = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/**
 * The same dependencies, with the invocation in every line of the log. Aborted work that continues during a later invocation
 * logs the one that it started in.
 */
export function withInvocationId<Dependencies extends { readonly telemetry: Telemetry }>(
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
