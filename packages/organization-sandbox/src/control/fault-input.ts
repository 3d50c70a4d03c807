import type * as v from 'valibot';
import type { FaultEffect, InjectedFault } from '../settings/fault-injector.ts';
import type { faultSchema } from './schemas.ts';

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
