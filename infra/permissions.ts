import { type AdapterName, PERMISSIONS } from '../src/aws/permissions.ts';

/** The IAM actions of several adapters together, each once. */
export function actionsOf(...adapters: readonly AdapterName[]): string[] {
  return [...new Set(adapters.flatMap((adapter) => PERMISSIONS[adapter]))].sort();
}
