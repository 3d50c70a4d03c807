import { plainText } from './plain-text.ts';
import { MAX_ISSUES } from './schema.ts';

/**
 * The version of the shapes in which rootguard stores rows and sends messages. Rows and messages without one are of
 * version 1. Raise it when an older version of rootguard could not understand what this one writes: a new value, a new type of
 * message, or an attribute that narrows an exception.
 */
export const SCHEMA_VERSION = 4;

/** Whether a newer rootguard wrote it: this version may not know all of its values. */
export function isNewerVersion(schemaVersion: unknown): boolean {
  return typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION;
}

/** Whether a value is a text, and none of the known ones; each that is not known is reported under its path. */
export type IsUnknownValue = (path: string, value: unknown, knownValues: readonly string[]) => boolean;

/** Longer than any known value. Other texts are cut, as the row may have been written by anything. */
const MAX_QUOTED_CHARACTERS = 40;

/** An unknown value, fit to be shown in one line. */
export function quoted(value: string): string {
  return JSON.stringify(plainText(value).slice(0, MAX_QUOTED_CHARACTERS));
}

/**
 * Finds values that only another version knows. `issues` has the first `MAX_ISSUES` of them.
 * @param quoting `quote` shows the values too: for rows that are shown to those who ask, not for messages, which are untrusted
 */
export function findUnknownValues(quoting: 'quote' | 'do-not-quote' = 'do-not-quote'): {
  readonly isUnknown: IsUnknownValue;
  readonly issues: readonly string[];
} {
  const issues: string[] = [];
  const isUnknown: IsUnknownValue = (path, value, knownValues) => {
    if (typeof value !== 'string' || knownValues.includes(value)) return false;
    const shown = quoting === 'quote' ? `${quoted(value)} ` : '';
    if (issues.length < MAX_ISSUES) issues.push(`${path}: ${shown}is not a value that rootguard knows`);
    return true;
  };
  return { isUnknown, issues };
}
