import * as v from 'valibot';
import { modeOverridesSchema, modeSchema, modesById } from '../../domain/mode-overrides.ts';
import { count, finiteNumber, maybe, object, parse, utcTimestamp } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { policyFacts, policyFactsSchema } from '../../domain/settings.ts';
import type { DeploymentRecord } from '../../guardrail/ports/deployment-record.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { getItem, putItem, type Table, toItem } from './table.ts';

const KEY = { account: RESERVED_KEYS.deployment };

const record = object({
  recordedAt: utcTimestamp,
  canEnforce: v.boolean(),
  /** Only used in reports: one that does not parse is one that an earlier rootguard did not record. */
  coverage: v.fallback(
    v.optional(object({ units: maybe(v.array(v.string())), sweepEveryHours: finiteNumber })),
    undefined,
  ),
  mode: modeSchema,
  overrides: modeOverridesSchema,
  invitedGraceSeconds: finiteNumber,
  maxAccountsPerHour: finiteNumber,
  seenSettings: maybe(v.string()),
  highestVersion: count,
  wereUnusable: maybe(v.boolean()),
  unnotified: maybe(object({ fingerprint: v.string(), version: count, after: policyFactsSchema })),
});

/** One item of the posture table. */
export function createDeploymentRecord(table: Table): DeploymentRecord {
  return {
    async read() {
      const item = await getItem(table, KEY);
      const parsed = parse(record, item);
      if (parsed.type === 'invalid') return undefined;
      const { mode, overrides, invitedGraceSeconds, maxAccountsPerHour, ...facts } = parsed.value;
      const modes = modesById(overrides);
      return { ...facts, initialPolicy: { mode, ...modes, invitedGraceSeconds, maxAccountsPerHour } };
    },
    async write({ initialPolicy, ...facts }) {
      const { mode, overrides, maxAccountsPerHour } = policyFacts(initialPolicy);
      const { invitedGraceSeconds } = initialPolicy;
      const policy = { mode, overrides, invitedGraceSeconds, maxAccountsPerHour };
      await putItem(table, { Item: toItem({ ...KEY, schemaVersion: SCHEMA_VERSION, ...facts, ...policy }) });
    },
  };
}
