/**
 * The version of the shapes in which rootguard stores rows and sends messages. Rows and messages without one are of
 * version 1. Raise it when an older version of rootguard could not understand what this one writes.
 */
export const SCHEMA_VERSION = 2;

/** Whether a newer rootguard wrote it: this version may not know all of its values. */
export function isNewerVersion(schemaVersion: unknown): boolean {
  return typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION;
}
