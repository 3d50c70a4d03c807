import { managementRootRecordSchema } from '../../domain/management-root.ts';
import { describeIssue, parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { ManagementRootStore } from '../../guardrail/ports/management-root.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { getItem, putItem, type Table, toItem } from './table.ts';

const KEY = { account: RESERVED_KEYS.managementRoot };

/** One item of the posture table, under a key that is no account: so it is never audited, nor counted as a member. */
export function createManagementRootStore(table: Table): ManagementRootStore {
  return {
    async read() {
      const item = await getItem(table, KEY);
      if (item === undefined) return undefined;
      const parsed = parse(managementRootRecordSchema, item);
      return parsed.type === 'parsed'
        ? { type: 'record', record: parsed.value }
        : { type: 'malformed', issues: parsed.issues.map((issue) => describeIssue(issue, 'item')) };
    },
    async write(record) {
      await putItem(table, { Item: toItem({ ...KEY, schemaVersion: SCHEMA_VERSION, ...record }) });
    },
  };
}
