import type { LoggedCall } from 'organization-sandbox/gateway/call-log.ts';
import { present } from './check.ts';

const REMOVING = ['DeleteLoginProfile', 'DeleteAccessKey', 'DeleteSigningCertificate', 'DeactivateMFADevice'];

/** The calls that removed a root credential, in their order. */
export function removalsIn(calls: readonly LoggedCall[]): readonly LoggedCall[] {
  return calls.filter(({ operation, outcome }) => REMOVING.includes(operation) && outcome === 'Success');
}

/** From the call that created a credential to the last call that removed it. Milliseconds. */
export function millisecondsBetween(calls: readonly LoggedCall[], created: string, removed: string): number {
  const first = present(
    `a call of ${created}`,
    calls.find(({ operation }) => operation === created),
  );
  const last = present(
    `a call of ${removed}`,
    calls.findLast(({ operation }) => operation === removed),
  );
  return last.at.getTime() - first.at.getTime();
}
