import { describeIssue, isCount, parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { type SweepProgress, sweepProgressSchema } from '../../domain/sweep-progress.ts';
import type { SweepProgressStore } from '../../guardrail/ports/sweep-progress.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { isStillAt } from './revision.ts';
import { conditionalWrite, getItem, putItem, type Table, toItem } from './table.ts';

const KEY = { account: RESERVED_KEYS.sweep };

/** One item of the posture table. */
export function createSweepProgressStore(table: Table): SweepProgressStore {
  return {
    async read() {
      const item = await getItem(table, KEY);
      if (item === undefined) return undefined;
      const { account: _key, schemaVersion: _version, ...stored } = item;
      const parsed = parse(sweepProgressSchema, stored);
      if (parsed.type === 'parsed') return { type: 'progress', progress: parsed.value };
      return {
        type: 'malformed',
        issues: parsed.issues.map((issue) => describeIssue(issue, 'item')),
        revision: isCount(item.revision) ? item.revision : 0,
        storedRevision: item.revision,
      };
    },
    write: (latest) => write(table, latest, latest.revision - 1),
    replace: ({ storedRevision }, latest) => write(table, latest, storedRevision),
  };
}

/**
 * A retry after a lost answer is a conflict with its own write. The sweeper then leaves the sweep to the next run, after
 * the time of a lease; assuming success could let two sweepers run at once.
 */
async function write(
  table: Table,
  latest: SweepProgress,
  readRevision: unknown,
): Promise<'written' | 'conflict'> {
  const item = toItem({ ...KEY, schemaVersion: SCHEMA_VERSION, ...latest });
  const isWritten = await conditionalWrite(putItem(table, { Item: item, ...isStillAt(readRevision) }));
  return isWritten ? 'written' : 'conflict';
}
