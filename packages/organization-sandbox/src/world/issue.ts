import type * as v from 'valibot';

/** What is wrong in a JSON document, and where: `accounts[3].root.accessKeys[0].id`. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

export function faultPath(keys: readonly unknown[]): string {
  const path = keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return path === '' ? '(document)' : path;
}

export const describeFault = ({ path, message }: Fault): string => `${path}: ${message}`;

/** All problems that valibot found. */
export const faultsOf = (issues: readonly v.BaseIssue<unknown>[]): Fault[] =>
  issues.map(({ path = [], message }) => ({ path: faultPath(path.map(({ key }) => key)), message }));
