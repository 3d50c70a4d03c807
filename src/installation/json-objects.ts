import * as v from 'valibot';

/** valibot accepts an array as an object, and reports only the first of several unknown keys. */
export const strictObject = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  rejectArrays(v.strictObject(entries, (issue) => describe(issue, entries)));

export const record = <Key extends v.GenericSchema<string, string>, Value extends v.GenericSchema>(
  key: Key,
  value: Value,
) => rejectArrays(v.record(key, value));

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
