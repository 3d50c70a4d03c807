import { hearingProgressSchema, NOTHING_SURVEYED } from '../../domain/hearing-progress.ts';
import { parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { SilenceStore } from '../../guardrail/ports/hearing.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { isStillAt } from './revision.ts';
import { conditionalWrite, getItem, putItem, type Table, toItem, updateItem } from './table.ts';

const KEY = { account: RESERVED_KEYS.hearing };

/** One item of the posture table, and an attribute of each account that people know to be silent. */
export function createSilenceStore(table: Table): SilenceStore {
  return {
    async readHearingProgress() {
      const item = (await getItem(table, KEY)) ?? {};
      const parsed = parse(hearingProgressSchema, item);
      return {
        progress: parsed.type === 'parsed' ? parsed.value : NOTHING_SURVEYED,
        storedRevision: item.revision,
      };
    },
    async writeHearingProgress({ progress, storedRevision }, latest) {
      const revision = progress.revision + 1;
      const isWritten = await conditionalWrite(
        putItem(table, {
          Item: toItem({ ...KEY, schemaVersion: SCHEMA_VERSION, ...latest, revision }),
          ...isStillAt(storedRevision),
        }),
      );
      return isWritten ? 'written' : 'conflict';
    },
    async markSilenceNotified(account, since) {
      await updateItem(table, {
        Key: { account },
        UpdateExpression: since === undefined ? 'REMOVE #notified' : 'SET #notified = :since',
        ExpressionAttributeNames: { '#notified': 'notifiedSilentSince' },
        ...(since !== undefined && { ExpressionAttributeValues: { ':since': since.toISOString() } }),
      });
    },
  };
}
