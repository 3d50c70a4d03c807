import type * as v from 'valibot';

/** What is wrong in a JSON document, and where: a path such as `accounts[3].root.accessKeys[0].id`. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

function issuePath(keys: readonly unknown[]): string {
  const path = keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return path === '' ? '(document)' : path;
}

export const describeIssue = ({ path, message }: Issue): string => `${path}: ${message}`;

/** All issues that valibot found. */
export const issuesOf = (issues: readonly v.BaseIssue<unknown>[]): Issue[] =>
  issues.map(({ path = [], message }) => ({ path: issuePath(path.map(({ key }) => key)), message }));
