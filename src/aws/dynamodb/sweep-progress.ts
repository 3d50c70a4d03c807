import * as v from 'valibot';
import { MODES } from '../../domain/policy.ts';
import { describeIssue, maybe, object, objectWithOthers, parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { SweepProgress, SweepProgressStore } from '../../guardrail/ports/sweep-progress.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { count, isCount, isStillAt } from './revision.ts';
import { number, timestamp } from './stored-shapes.ts';
import { conditionalWrite, getItem, putItem, type Table, toItem } from './table.ts';

const progress = objectWithOthers({
  sweepId: v.string(),
  startedAt: timestamp,
  previousStartedAt: maybe(timestamp),
  /** Only used in reports: an unknown mode of a newer rootguard must not restart the sweep. */
  modes: v.fallback(v.optional(object({ mode: v.picklist(MODES), overrides: number })), undefined),
  next: maybe(v.string()),
  accountsQueued: count,
  finishedAt: maybe(timestamp),
  leasedUntil: timestamp,
  revision: count,
});

const KEY = { account: RESERVED_KEYS.sweep };

/** One item of the posture table. */
export function createSweepProgressStore(table: Table): SweepProgressStore {
  return {
    async read() {
      const item = await getItem(table, KEY);
      if (item === undefined) return undefined;
      const { account: _key, schemaVersion: _version, ...stored } = item;
      const parsed = parse(progress, stored);
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
