import type { StoredManagementRoot } from '../../../src/domain/management-root.ts';
import type {
  ManagementRootReader,
  ManagementRootStore,
} from '../../../src/guardrail/ports/management-root.ts';
import type { CredentialSummary } from '../../../src/guardrail/ports/root-sessions.ts';
import type { CallLog } from './call-log.ts';

export interface MemoryManagementRoot {
  readonly managementRootReader: ManagementRootReader;
  readonly managementRoot: ManagementRootStore;
  /** What the next readings answer. */
  setManagementRoot(summary: CredentialSummary): void;
}

/** A root user with a password and MFA, until it is changed. */
export function createMemoryManagementRoot(log: CallLog): MemoryManagementRoot {
  let summary: CredentialSummary = { type: 'readable', present: new Set(['login-profile', 'mfa-device']) };
  let stored: StoredManagementRoot | undefined;
  return {
    managementRootReader: {
      async readManagementRoot() {
        await log.enter('managementRootReader.readManagementRoot');
        return summary;
      },
    },
    managementRoot: {
      async read() {
        await log.enter('managementRoot.read');
        return stored;
      },
      async write(record) {
        await log.enter('managementRoot.write');
        stored = { type: 'record', record };
      },
    },
    setManagementRoot: (changed) => {
      summary = changed;
    },
  };
}
