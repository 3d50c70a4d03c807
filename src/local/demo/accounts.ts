import { parseAccountId } from '../../domain/account.ts';

/** The accounts of the default organization that the demo uses. */
export const ACCOUNTS = {
  /** Has a root password. */
  payments: parseAccountId('333333333333'),
  /** Root password and MFA device, which the security team has approved. */
  breakGlass: parseAccountId('310000000003'),
  /** Compliant; the attacker's target. */
  testPayments: parseAccountId('320000000001'),
  /** Compliant; its root user creates a long-term key, and the canary runs in it later. */
  buildTools: parseAccountId('350000000002'),
  /** Compliant; its root user resets the password. */
  reporting: parseAccountId('310000000004'),
  /** Compliant; a recovery is opened. */
  sharedNetwork: parseAccountId('350000000001'),
  /** Compliant; forged messages name it. */
  logArchive: parseAccountId('210000000001'),
  /** Joins during the demo. */
  invited: parseAccountId('360000000001'),
  /** In another organization. */
  foreign: parseAccountId('999999999999'),
} as const;
