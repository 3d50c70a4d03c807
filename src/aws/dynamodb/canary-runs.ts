import * as v from 'valibot';
import type { AccountId } from '../../domain/account.ts';
import { count, describeIssue, maybe, object, parse, utcTimestamp } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { CanaryRun, CanaryRuns } from '../../guardrail/ports/canary-runs.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { isStillAt } from './revision.ts';
import { conditionalWrite, getItem, putItem, type Table, toItem } from './table.ts';

const record = object({
  revision: count,
  runId: v.string(),
  startedAt: utcTimestamp,
  accessKeyId: maybe(v.string()),
  leasedUntil: utcTimestamp,
  endedAt: maybe(utcTimestamp),
});

/** For the guardrail, which only needs to know whether a password is the canary's. */
export function createCanaryRunReader(table: Table): Pick<CanaryRuns, 'read'> {
  return {
    async read(account) {
      const item = await getItem(table, keyOf(account));
      if (item === undefined) return undefined;
      const parsed = parse(record, item);
      if (parsed.type === 'invalid') {
        const issues = parsed.issues.map((issue) => describeIssue(issue, 'item'));
        return { type: 'malformed', issues, storedRevision: item.revision };
      }
      const { revision, runId, ...facts } = parsed.value;
      return { type: 'run', run: { account, id: runId, ...facts }, revision };
    },
  };
}

/** One item for each account, in the posture table. */
export function createCanaryRuns(table: Table): CanaryRuns {
  return {
    ...createCanaryRunReader(table),
    write: (run, after) => write(table, run, after + 1, after),
    replace: ({ storedRevision }, run) => write(table, run, 1, storedRevision),
  };
}

async function write(
  table: Table,
  { account, id, ...facts }: CanaryRun,
  revision: number,
  readRevision: unknown,
): Promise<'written' | 'conflict'> {
  const item = { ...keyOf(account), schemaVersion: SCHEMA_VERSION, revision, runId: id };
  const isWritten = await conditionalWrite(
    putItem(table, { Item: toItem({ ...item, ...facts }), ...isStillAt(readRevision) }),
  );
  return isWritten ? 'written' : 'conflict';
}

function keyOf(account: AccountId) {
  return { account: RESERVED_KEYS.canary(account) };
}
