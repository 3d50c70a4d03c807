import * as v from 'valibot';
import { limitedNumber, limitedText } from '../../contract/constraints.ts';
import { object, record } from '../../contract/shapes.ts';
import type { FunctionSettings } from '../function-registry.ts';

/** The members that CreateFunction and UpdateFunctionConfiguration share, as far as the sandbox keeps them. */
export const settingsEntries = {
  Description: v.optional(limitedText({ max: 256 })),
  Runtime: v.optional(limitedText({ min: 1, max: 64 })),
  Handler: v.optional(limitedText({ max: 128, pattern: '[^\\s]+' })),
  Role: v.optional(limitedText({ pattern: 'arn:[\\w-]+:iam::\\d{12}:role/.+' })),
  Timeout: v.optional(limitedNumber({ min: 1, max: 900 })),
  MemorySize: v.optional(limitedNumber({ min: 128, max: 10_240 })),
  Environment: v.optional(object({ Variables: v.optional(record(v.string()), {}) })),
};

const settings = object(settingsEntries);

/** Only what the request names. */
export function settingsOf(input: v.InferOutput<typeof settings>): Partial<FunctionSettings> {
  const { Description, Runtime, Handler, Role, Timeout, MemorySize, Environment } = input;
  return {
    ...(Description !== undefined && { description: Description }),
    ...(Runtime !== undefined && { runtime: Runtime }),
    ...(Handler !== undefined && { handler: Handler }),
    ...(Role !== undefined && { role: Role }),
    ...(Timeout !== undefined && { timeoutSeconds: Timeout }),
    ...(MemorySize !== undefined && { memoryMegabytes: MemorySize }),
    ...(Environment !== undefined && { environment: Environment.Variables }),
  };
}
