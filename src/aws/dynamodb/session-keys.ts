/** Partitions of the session register that are no account. */
export const SESSION_PARTITIONS = {
  /** Foreign sessions are here as well, so that they can be read without all others. */
  foreign: '#foreign',
  /** Calls whose event does not name their target. */
  unknownTarget: '#unknown-target',
} as const;

/** The attribute that DynamoDB's time to live reads, in seconds since 1970. Nothing else depends on it. */
export const EXPIRY_ATTRIBUTE = 'expiresAt';
