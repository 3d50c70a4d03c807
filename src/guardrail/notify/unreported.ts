import type { Credential } from '../../domain/credentials.ts';
import type { OpenEnforcement } from '../../domain/posture.ts';

/** What interrupted enforcements removed without notifying anybody. */
export interface Unreported {
  readonly gone: readonly Credential[];
  /** Enforcements of which some or all stored credentials cannot be read; they are in the ledger. */
  readonly unreadable: readonly OpenEnforcement[];
}

export const NOTHING_UNREPORTED: Unreported = { gone: [], unreadable: [] };

export function isAnythingUnreported({ gone, unreadable }: Unreported): boolean {
  return gone.length + unreadable.length > 0;
}
