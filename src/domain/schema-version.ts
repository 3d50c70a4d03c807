import { MAX_ISSUES } from './schema.ts';

/**
 * The version of the shapes in which rootguard stores rows and sends messages. Rows and messages without one are of
 * version 1. Raise it when an older version of rootguard could not understand what this one writes: a new value, a new type of
 * message, or an attribute that narrows an exception.
 */
export const SCHEMA_VERSION = 2;

/** Whether a newer rootguard wrote it: this version may not know all of its values. */
export function isNewerVersion(schemaVersion: unknown): boolean {
  return typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION;
}

/** Whether a value is a text, and none of the known ones; each that is not known is reported under its path. */
export type IsUnknownValue = (path: string, value: unknown, knownValues: readonly string[]) => boolean;

/** Finds values that only another version knows. `issues` has the first `MAX_ISSUES` of them. */
export function findUnknownValues(): {
  readonly isUnknown: IsUnknownValue;
  readonly issues: readonly string[];
} {
  const issues: string[] = [];
  const isUnknown: IsUnknownValue = (path, value, knownValues) => {
    const unknown = typeof value === 'string' && !knownValues.includes(value);
    if (unknown && issues.length < MAX_ISSUES) issues.push(`${path}: is not a value that rootguard knows`);
    return unknown;
  };
  return { isUnknown, issues };
}
