import { createHash } from 'node:crypto';

/** Prefix of the keys of sent notifications. The stored name stays: docs/decisions/0025. */
export const SENT_NOTIFICATION_PREFIX = '#announced#';

/** Prefix of the keys of canary runs, one for each account. */
export const CANARY_PREFIX = '#canary-';

/** Keys of the posture table that are no account: the state that rootguard keeps between its runs. */
export const RESERVED_KEYS = {
  breaker: '#breaker',
  sweep: '#sweep',
  digest: '#digest',
  hearing: '#hearing',
  deployment: '#deployment',
  managementRoot: '#management-root',
  requestedScopes: '#requested',
  canary: (account: string) => `${CANARY_PREFIX}${account}`,
  graceEnds: (shard: string) => `#grace-ends-${shard}`,
  /** A fingerprint has no bound on its length, a key has one of 2,048 bytes. */
  sentNotifications: (fingerprint: string) =>
    `${SENT_NOTIFICATION_PREFIX}${createHash('sha256').update(fingerprint).digest('hex')}`,
} as const;

export function isReservedKey(key: unknown): boolean {
  return typeof key === 'string' && key.startsWith('#');
}
