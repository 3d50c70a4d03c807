import type { Issue } from './issue.ts';

/** A value, and where it is written. */
export type ValueAtPath = readonly [value: string | undefined, path: string];

export function checkDuplicates(values: readonly ValueAtPath[]): Issue[] {
  const firstPath = new Map<string, string>();
  return values.flatMap(([value, path]) => {
    if (value === undefined) return [];
    const first = firstPath.get(value);
    if (first !== undefined) return [{ path, message: `${value} is a duplicate of ${first}` }];
    firstPath.set(value, path);
    return [];
  });
}

/** A reference to an account that is not in the world. */
export function checkAccountExists(accountIds: ReadonlySet<string>, id: string, path: string): Issue[] {
  return accountIds.has(id) ? [] : [{ path, message: `${id} is not among the accounts` }];
}
