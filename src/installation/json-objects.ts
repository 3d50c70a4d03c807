import * as v from 'valibot';

/** valibot accepts an array as an object, and reports only the first of several unknown keys. */
export const strictObject = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  rejectArrays(v.strictObject(entries, (issue) => describe(issue, entries)));

/** `v.record` ignores these keys silently, so they are refused. */
const PROTOTYPE_KEYS = ['__proto__', 'prototype', 'constructor'];

export const record = <Key extends v.GenericSchema<string, string>, Value extends v.GenericSchema>(
  key: Key,
  value: Value,
) => {
  const isFit = (input: unknown) => !PROTOTYPE_KEYS.some((name) => Object.hasOwn(Object(input), name));
  const message = `must not have a key that is ${PROTOTYPE_KEYS.join(', ')}`;
  return rejectArrays(v.pipe(v.custom<Record<string, unknown>>(isFit, message), v.record(key, value)));
};

/** The path of such an issue ends with the first unknown key; its message lists them all. */
export const isUnknownKeyIssue = ({ type, expected }: v.BaseIssue<unknown>): boolean =>
  type === 'strict_object' && expected === 'never';

function rejectArrays<Input, Output>(schema: v.GenericSchema<Input, Output>): v.GenericSchema<Input, Output> {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return v.pipe(
    v.custom<Input>(isObject, ({ received }) => `Invalid type: Expected Object but received ${received}`),
    schema,
  );
}

function describe(issue: v.StrictObjectIssue, known: v.ObjectEntries): string {
  const [at] = issue.path ?? [];
  if (at?.type !== 'object') return issue.message;
  if (!isUnknownKeyIssue(issue)) return 'is missing';
  return `rootguard does not know ${Object.keys(at.input)
    .filter((key) => !Object.hasOwn(known, key))
    .join(', ')}`;
}
