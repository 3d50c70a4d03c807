import type { SessionOpening } from './recorded-session.ts';

/** Who may open root sessions. */
export interface SessionPrincipals {
  /** ARN patterns of rootguard's own roles. */
  readonly own: readonly string[];
  /** ARN patterns of the roles of people or programs that may open sessions as well. */
  readonly others: readonly string[];
}

/** Whether neither rootguard nor one of the other principals has opened the session. An IAM user is never one of them. */
export function isForeign(
  { role }: Pick<SessionOpening, 'role'>,
  { own, others }: SessionPrincipals,
): boolean {
  return role === undefined || ![...own, ...others].some((pattern) => matchesPattern(pattern, role));
}

/** With `*` for any text and `?` for one character, as in policies. Takes no more steps than both lengths multiplied. */
function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern;
      afterStar = at;
      inPattern += 1;
    } else if (pattern[inPattern] === text[at] || pattern[inPattern] === '?') {
      at += 1;
      inPattern += 1;
    } else if (star >= 0) {
      // The last star takes one more character.
      afterStar += 1;
      at = afterStar;
      inPattern = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
