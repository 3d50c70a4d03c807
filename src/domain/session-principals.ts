import type { AccountId } from './account.ts';
import { isDenied, type SessionOpening } from './recorded-session.ts';
import { allowsPassword, opensNothing } from './session-tasks.ts';

/** Who may open root sessions. */
export interface SessionPrincipals {
  /** ARN patterns of rootguard's own roles. */
  readonly own: readonly string[];
  /** ARN patterns of the roles of people or programs that may open sessions as well. */
  readonly others: readonly string[];
  /** The only account in which a role of rootguard allows a password; undefined where there is no canary. */
  readonly canaryAccountId: AccountId | undefined;
}

/** Whether neither rootguard nor one of the other principals has opened the session. An IAM user is never one of them. */
export function isForeign(opening: SessionOpening, principals: SessionPrincipals): boolean {
  if (isOfRole(opening, principals.others)) return false;
  return !isOfRole(opening, principals.own) || isMisused(opening, principals);
}

/**
 * Whether the session is of a role of rootguard, but for a task for which rootguard opens none: somebody else has the role, or has
 * changed the code.
 */
export function isMisused(opening: SessionOpening, { own, canaryAccountId }: SessionPrincipals): boolean {
  const { task, target } = opening;
  // The event of a denied call does not name the task.
  if (isDenied(opening) || !isOfRole(opening, own)) return false;
  const isOfCanary = target !== undefined && target === canaryAccountId;
  return !opensNothing(task) && !(isOfCanary && allowsPassword(task));
}

function isOfRole({ role }: SessionOpening, patterns: readonly string[]): boolean {
  return role !== undefined && patterns.some((pattern) => matchesPattern(pattern, role));
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
