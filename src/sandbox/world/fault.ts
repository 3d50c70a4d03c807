import type { z } from 'zod';

/** What is wrong in a JSON document, and where: `accounts[3].root.accessKeys[0].id`. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

export function faultPath(keys: readonly PropertyKey[]): string {
  const path = keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return path === '' ? '(document)' : path;
}

export const describeFault = ({ path, message }: Fault): string => `${path}: ${message}`;

/** All problems zod found; an unknown key is a fault of its own, named by its path. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: faultPath([...issue.path, key]), message: 'unknown key' }))
      : [{ path: faultPath(issue.path), message: issue.message }],
  );
}
