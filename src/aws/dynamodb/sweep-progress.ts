import * as v from 'valibot';
import { MODES } from '../../domain/policy.ts';
import { describeIssue, maybe, object, objectWithOthers, parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { SweepProgress, SweepProgressStore } from '../../guardrail/ports/sweep-progress.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { number, timestamp } from './stored-shapes.ts';
import { conditionalWrite, getItem, putItem, type Table, toItem } from './table.ts';

const progress = objectWithOthers({
  sweepId: v.string(),
  startedAt: timestamp,
  previousStartedAt: maybe(timestamp),
  /** Only used in reports: an unknown mode of a newer rootguard must not restart the sweep. */
  modes: v.fallback(v.optional(object({ mode: v.picklist(MODES), overrides: number })), undefined),
  next: maybe(v.string()),
  accountsQueued: number,
  finishedAt: maybe(timestamp),
  leasedUntil: timestamp,
  revision: number,
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
        revision: typeof item.revision === 'number' ? item.revision : 0,
      };
    },
    write: (latest) => write(table, latest),
  };
}

/** A revision that is not a number cannot have been read by another run, so no run continues from it. */
const NOT_STARTED = {
  ConditionExpression:
    'attribute_not_exists(#account) OR NOT attribute_type(#revision, :number) OR #revision = :zero',
  ExpressionAttributeNames: { '#account': 'account', '#revision': 'revision' },
  ExpressionAttributeValues: { ':number': 'N', ':zero': 0 },
};

function isStillAt(revision: number) {
  return {
    ConditionExpression: '#revision = :seen',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':seen': revision },
  };
}

/**
 * A retry after a lost answer is a conflict with its own write. The sweeper then leaves the sweep to the next run, after
 * the time of a lease; assuming success could let two sweepers run at once.
 */
async function write(table: Table, latest: SweepProgress): Promise<'written' | 'conflict'> {
  const condition = latest.revision === 1 ? NOT_STARTED : isStillAt(latest.revision - 1);
  const item = toItem({ ...KEY, schemaVersion: SCHEMA_VERSION, ...latest });
  return (await conditionalWrite(putItem(table, { Item: item, ...condition }))) ? 'written' : 'conflict';
}
