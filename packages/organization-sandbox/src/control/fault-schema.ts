import * as v from 'valibot';
import { strictObject, text } from '../contract/shapes.ts';
import type { FaultEffect, InjectedFault } from '../settings/fault-injector.ts';
import { count, latencyMs } from '../settings/numbers.ts';
import { accountId } from './schemas.ts';

/** What `POST /_sandbox/faults` takes: exactly one of `error`, `latencyMs` and `dropResponse`. */
export const faultSchema = v.pipe(
  strictObject({
    service: text,
    operation: text,
    account: v.optional(accountId),
    times: v.optional(count, 1),
    error: v.optional(
      strictObject({
        code: text,
        status: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(400), v.maxValue(599)), 400),
        message: v.optional(v.string(), ''),
      }),
    ),
    latencyMs: v.optional(v.pipe(latencyMs, v.gtValue(0))),
    dropResponse: v.optional(v.literal(true)),
  }),
  // A misspelt effect is reported twice: as an unknown key, and as an effect that is missing.
  v.partialCheck(
    [['error'], ['latencyMs'], ['dropResponse']],
    ({ error, latencyMs, dropResponse }) =>
      [error, latencyMs, dropResponse].filter((effect) => effect !== undefined).length === 1,
    'expected one of error, latencyMs and dropResponse',
  ),
);

type FaultInput = v.InferOutput<typeof faultSchema>;

export const faultFrom = (input: FaultInput): InjectedFault => ({
  service: input.service,
  operation: input.operation,
  account: input.account,
  times: input.times,
  effect: effectOf(input),
});

function effectOf({ error, latencyMs }: FaultInput): FaultEffect {
  if (error !== undefined) return { type: 'error', ...error };
  if (latencyMs !== undefined) return { type: 'latency', milliseconds: latencyMs };
  return { type: 'drop-response' };
}
