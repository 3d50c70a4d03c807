import { digestProgressSchema, NOTHING_TOLD } from '../../domain/digest-progress.ts';
import { isCount, parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type {
  DigestProgressStore,
  DigestUpdate,
  FindingCounter,
  StoredDigestProgress,
} from '../../guardrail/ports/digest-progress.ts';
import { hasCode } from '../failures.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { isStillAt } from './revision.ts';
import { conditionalWrite, getItem, type Table, toItem, updateItem } from './table.ts';

/** One item of the posture table. Audits increment its count; the sweeper writes the rest. */
const KEY = { account: RESERVED_KEYS.digest };

export function createFindingCounter(table: Table): FindingCounter {
  return {
    async count() {
      try {
        await increment(table);
      } catch (error) {
        // The count was edited to something that is no number.
        if (!hasCode(error, 'ValidationException')) throw error;
        await restart(table);
      }
    },
  };
}

async function increment(table: Table): Promise<void> {
  await updateItem(table, {
    Key: KEY,
    UpdateExpression: 'SET #schemaVersion = :schemaVersion ADD #findings :one',
    ExpressionAttributeNames: { '#schemaVersion': 'schemaVersion', '#findings': 'findings' },
    ExpressionAttributeValues: { ':schemaVersion': SCHEMA_VERSION, ':one': 1 },
  });
}

/** No findings count as told, so that whatever was counted before is looked at again. */
async function restart(table: Table): Promise<void> {
  const isReplaced = await conditionalWrite(
    updateItem(table, {
      Key: KEY,
      UpdateExpression: 'SET #findings = :one REMOVE #told',
      ConditionExpression: 'NOT attribute_type(#findings, :number)',
      ExpressionAttributeNames: { '#findings': 'findings', '#told': 'told' },
      ExpressionAttributeValues: { ':one': 1, ':number': 'N' },
    }),
  );
  if (!isReplaced) await increment(table);
}

export function createDigestProgressStore(table: Table): DigestProgressStore {
  return {
    async read() {
      const item = (await getItem(table, KEY)) ?? {};
      const { findings: storedFindings, revision: storedRevision } = item;
      const parsed = parse(digestProgressSchema, item);
      const progress = parsed.type === 'parsed' ? parsed.value : NOTHING_TOLD;
      return {
        // A count that cannot be read differs from whatever was told.
        progress: isWrongCount(storedFindings) ? { ...progress, findings: progress.told + 1 } : progress,
        storedFindings,
        storedRevision,
      };
    },
    write: (stored, latest) => write(table, stored, latest),
  };
}

/** The count was edited to something that is no count. */
function isWrongCount(storedFindings: unknown): boolean {
  return storedFindings !== undefined && !isCount(storedFindings);
}

async function write(
  table: Table,
  { progress, storedFindings, storedRevision }: StoredDigestProgress,
  { told, sweepId, firstSentAt, look, leasedUntil }: DigestUpdate,
): Promise<'written' | 'conflict'> {
  // One by one: a caller may pass what it has read, and the count in it may be outdated.
  const latest = { told, sweepId, firstSentAt, look, leasedUntil };
  const replacesCount = isWrongCount(storedFindings);
  const item = toItem({
    ...latest,
    schemaVersion: SCHEMA_VERSION,
    revision: progress.revision + 1,
    ...(replacesCount && { findings: progress.findings }),
  });
  const removed = Object.entries(latest).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const condition = isStillAt(storedRevision);
  const sets = Object.keys(item).map((name) => `#${name} = :${name}`);
  const removes = removed.map((name) => `#${name}`);
  const isWritten = await conditionalWrite(
    updateItem(table, {
      Key: KEY,
      UpdateExpression: `SET ${sets.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
      // A count that is replaced is the one that was read: an audit may have replaced it, too.
      ConditionExpression: replacesCount
        ? `(${condition.ConditionExpression}) AND #findings = :seen`
        : condition.ConditionExpression,
      ExpressionAttributeNames: {
        ...condition.ExpressionAttributeNames,
        ...Object.fromEntries([...Object.keys(item), ...removed].map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ...condition.ExpressionAttributeValues,
        ...(replacesCount && { ':seen': storedFindings }),
        ...Object.fromEntries(Object.entries(item).map(([name, value]) => [`:${name}`, value])),
      },
    }),
  );
  return isWritten ? 'written' : 'conflict';
}
