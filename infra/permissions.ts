import { type AdapterName, PERMISSIONS } from '../src/aws/permissions.ts';

/** The IAM actions of the adapters, without duplicates. */
export function actionsOf(...adapters: readonly AdapterName[]): string[] {
  return [...new Set(adapters.flatMap((adapter) => PERMISSIONS[adapter]))].sort();
}
