/** Enough for what AWS writes into a short field: ids, addresses, names. */
const SHORT = 256;

/** For ARNs with long paths, and for user agents. */
const LONG = 1024;

/** Control and format characters (also the ones that reverse text), line separators, halves of a surrogate pair. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that a message claims, made fit for logs, tables and mails: bounded in length and printable. A cut is marked
 * with an ellipsis.
 */
export function printable(text: string, maxLength: number = SHORT): string {
  const kept = text.slice(0, maxLength).replace(UNPRINTABLE, '');
  return text.length > maxLength ? `${kept}…` : kept;
}

/** What AWS gives as ids of access keys and certificates and as serial numbers: ARNs among them. */
export const CREDENTIAL_ID = /^[\w+=/:,.@-]{1,256}$/;

/** Undefined for anything that is no id of a credential. */
export function claimedCredentialId(value: unknown): string | undefined {
  return typeof value === 'string' && CREDENTIAL_ID.test(value) ? value : undefined;
}

/** Undefined for anything that is not text: a claim is shown to people, so a bad one is no reason to fail. */
export function claim(value: unknown, length: 'short' | 'long' = 'short'): string | undefined {
  if (typeof value !== 'string') return undefined;
  return printable(value, length === 'long' ? LONG : SHORT) || undefined;
}
