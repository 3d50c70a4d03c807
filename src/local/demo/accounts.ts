import { parseAccountId } from '../../domain/account.ts';

/** The accounts of the default organization that the story is about. */
export const ACCOUNTS = {
  /** Has a root password. */
  payments: parseAccountId('333333333333'),
  /** Root password and MFA device, which the security team has approved. */
  breakGlass: parseAccountId('310000000003'),
  /** Clean; the attacker's target. */
  testPayments: parseAccountId('320000000001'),
  /** Clean; its root user comes by a long-term key. */
  buildTools: parseAccountId('350000000002'),
  /** Clean; its root user resets the password. */
  reporting: parseAccountId('310000000004'),
  /** Clean; a recovery is asked for. */
  sharedNetwork: parseAccountId('350000000001'),
  /** Clean; forged messages name it. */
  logArchive: parseAccountId('210000000001'),
  /** Joins during the demo. */
  invited: parseAccountId('360000000001'),
  /** In another organization. */
  foreign: parseAccountId('999999999999'),
} as const;
