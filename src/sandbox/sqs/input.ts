import { z } from 'zod';
import type { Call } from '../http/operation.ts';
import { invalidParameterValue, invalidValue, missingParameter } from './errors.ts';

export const queueUrlInput = z.object({ QueueUrl: z.string().min(1) });

/** Parses a call's input, with SQS's errors for what is missing or of the wrong kind. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, call: Call): z.infer<Schema> {
  const parsed = schema.safeParse(call.input);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path ?? [];
  const value = path.reduce<unknown>((at, key) => propertyOf(at, key), call.input);
  const name = path.map(String).join('.');
  if (value === undefined || value === '') throw missingParameter(name);
  throw invalidParameterValue(`Value ${JSON.stringify(value)} for parameter ${name} is invalid.`);
}

const propertyOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** A number of seconds or messages that must lie in a range, if given. */
export function checkRange(value: number | undefined, name: string, min: number, max: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= min && value <= max)) {
    throw invalidValue(value, name, `Must be between ${min} and ${max}, if provided.`);
  }
}
