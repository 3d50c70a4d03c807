/** Enough for what AWS writes into a short field: ids, addresses, names. */
const MAX_SHORT_CHARACTERS = 256;

/** For ARNs with long paths, and for user agents. */
export const MAX_LONG_CHARACTERS = 1024;

/** Control and format characters (also the ones that reverse text), line separators, halves of a surrogate pair. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that a message claims, made fit for logs, tables and mails: bounded in length and printable. A cut is marked
 * with an ellipsis.
 */
export function printable(text: string, maxCharacters: number = MAX_SHORT_CHARACTERS): string {
  const kept = text.slice(0, maxCharacters).replace(UNPRINTABLE, '');
  return text.length > maxCharacters ? `${kept}…` : kept;
}

/** The characters of access key ids, certificate ids and MFA serial numbers, which may be ARNs. */
export const CREDENTIAL_ID = /^[\w+=/:,.@-]{1,256}$/;

/** Undefined for anything that is not the id of a credential. */
export function claimedCredentialId(value: unknown): string | undefined {
  return typeof value === 'string' && CREDENTIAL_ID.test(value) ? value : undefined;
}

/** Undefined for anything that is not text: a claim is only shown to people, so a malformed one is left out. */
export function claim(value: unknown, length: 'short' | 'long' = 'short'): string | undefined {
  if (typeof value !== 'string') return undefined;
  return printable(value, length === 'long' ? MAX_LONG_CHARACTERS : MAX_SHORT_CHARACTERS) || undefined;
}
