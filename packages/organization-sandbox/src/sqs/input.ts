import * as v from 'valibot';
import type { Call } from '../contract/operation.ts';
import { object, text } from '../contract/shapes.ts';
import { invalidParameterValue, invalidValue, missingParameter } from './errors.ts';

/** The member that names the queue of a call. */
export const queueUrlEntries = { QueueUrl: text };

export const queueUrlInput = object(queueUrlEntries);

/** Parses the input of a call. @throws SqsError for members that are missing or of the wrong type */
export function parseInput<Input, Output>(schema: v.GenericSchema<Input, Output>, call: Call): Output {
  const parsed = v.safeParse(schema, call.input);
  if (parsed.success) return parsed.output;
  const path = (parsed.issues[0].path ?? []).map(({ key }) => String(key));
  const value = path.reduce<unknown>((at, key) => propertyOf(at, key), call.input);
  const name = path.join('.');
  if (value === undefined || value === '') throw missingParameter(name);
  throw invalidParameterValue(`Value ${JSON.stringify(value)} for parameter ${name} is invalid.`);
}

const propertyOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** @throws SqsError if a number is outside of its range; an absent one is valid */
export function checkRange(value: number | undefined, name: string, min: number, max: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= min && value <= max)) {
    throw invalidValue(value, name, `Must be between ${min} and ${max}, if provided.`);
  }
}
