import * as v from 'valibot';

/** valibot takes an array for an object, and of several unknown keys it names only the first. */
export const strictObject = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  neverArray(v.strictObject(entries, (issue) => describe(issue, entries)));

export const record = <Key extends v.GenericSchema<string, string>, Value extends v.GenericSchema>(
  key: Key,
  value: Value,
) => neverArray(v.record(key, value));

/** The path of such an issue ends in the first of the unknown keys; its message has them all. */
export const isAboutUnknownKeys = ({ type, expected }: v.BaseIssue<unknown>): boolean =>
  type === 'strict_object' && expected === 'never';

function neverArray<Input, Output>(schema: v.GenericSchema<Input, Output>): v.GenericSchema<Input, Output> {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return v.pipe(
    v.custom<Input>(isObject, ({ received }) => `Invalid type: Expected Object but received ${received}`),
    schema,
  );
}

function describe(issue: v.StrictObjectIssue, known: v.ObjectEntries): string {
  const [at] = issue.path ?? [];
  if (at?.type !== 'object') return issue.message;
  if (!isAboutUnknownKeys(issue)) return 'is missing';
  return `rootguard does not know ${Object.keys(at.input)
    .filter((key) => !Object.hasOwn(known, key))
    .join(', ')}`;
}
