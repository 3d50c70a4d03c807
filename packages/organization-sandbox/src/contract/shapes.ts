import * as v from 'valibot';
import { isJsonObject } from './json.ts';

/*
 * Schemas for JSON. valibot takes an array for an object too, and of several unknown keys it names only the first; these
 * do neither.
 */

/** A string that is not empty. */
export const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** A string of a form; the message says which. */
export const matching = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));

/** A list as policies write it: one string, or an array of them. */
export const oneOrMany = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);

/** Keys that are not listed are dropped. */
export const object = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  neverArray(v.object(entries, describe));

/** Keys that are not listed are issues, each at its own path. */
export const strictObject = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  neverArray(v.pipe(v.strictObject(entries, describe), nameOtherUnknownKeys(entries)));

/** Any keys, with values of one kind. */
export const record = <Value extends v.GenericSchema>(value: Value) =>
  neverArray(v.record(v.string(), value));

function neverArray<Input, Output>(schema: v.GenericSchema<Input, Output>): v.GenericSchema<Input, Output> {
  return v.pipe(
    v.custom<Input>(isJsonObject, ({ received }) => `Invalid type: Expected Object but received ${received}`),
    schema,
  );
}

/** valibot reports a missing key and an unknown key alike, at the path of the key. */
function describe({ path, expected, message }: v.ObjectIssue | v.StrictObjectIssue): string {
  if (path === undefined) return message;
  return expected === 'never' ? UNKNOWN_KEY : 'is missing';
}

const UNKNOWN_KEY = 'unknown key';

const nameOtherUnknownKeys = <Input>(known: object) =>
  v.rawCheck<Input>(({ dataset, addIssue }) => {
    const first = dataset.issues?.find(({ message, path }) => message === UNKNOWN_KEY && path?.length === 1)
      ?.path?.[0];
    if (first?.type !== 'object') return;
    for (const [key, value] of Object.entries(first.input)) {
      if (key === first.key || Object.hasOwn(known, key)) continue;
      addIssue({ message: UNKNOWN_KEY, path: [{ ...first, key, value }] });
    }
  });
