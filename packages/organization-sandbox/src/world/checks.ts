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

/** A reference to an organizational unit that is not in the world. There is only one root, so any root is that one. */
export function checkParent(parent: string | undefined, unitIds: ReadonlySet<string>, path: string): Issue[] {
  if (parent === undefined || parent.startsWith('r-') || unitIds.has(parent)) return [];
  return [{ path, message: `${parent} is not among the organizational units` }];
}
