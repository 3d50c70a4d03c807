import { isDeepStrictEqual } from 'node:util';
import type { Policy } from '../../../src/domain/policy.ts';
import { POLICY_ATTRIBUTES, parseSettings, policyFacts } from '../../../src/domain/settings.ts';
import type { SettingsEditor, SettingsReader } from '../../../src/guardrail/ports/settings.ts';
import type { CallLog } from './call-log.ts';

type Item = Readonly<Record<string, unknown>>;

export interface MemorySettings extends SettingsReader, SettingsEditor {
  readonly item: Item | undefined;
  /** Writes the item as edited by hand; undefined deletes it. */
  putItem(item: Item | undefined): void;
  /** Writes valid settings of the next version. */
  put(policy: Policy): void;
}

export function createMemorySettings(log: CallLog): MemorySettings {
  let stored: Item | undefined;
  let version = 0;
  const current = () => (stored === undefined ? ({ type: 'initial' } as const) : parseSettings(stored));
  return {
    get item() {
      return stored;
    },
    putItem(item) {
      stored = item && { name: 'policy', ...item };
    },
    put(policy) {
      version = Math.max(version, Number(stored?.version) || 0) + 1;
      stored = { name: 'policy', version, ...policyFacts(policy) };
    },
    async read() {
      await log.enter('settings.read');
      const failure = log.takeFailure('dynamodb:GetItem');
      return failure ? { type: 'unreadable', failure } : current();
    },
    async readToReplace() {
      await log.enter('settings.readToReplace');
      return { stored, reading: current() };
    },
    async write({ operator, changedAt, ...change }, { stored: seen }) {
      await log.enter('settings.write');
      const isAsRead = POLICY_ATTRIBUTES.every((name) => isDeepStrictEqual(stored?.[name], seen?.[name]));
      if (!isAsRead || (stored === undefined) !== (seen === undefined)) return 'conflict';
      const { by: changedBy, reason, ticket } = operator;
      const who = {
        changedAt: changedAt.toISOString(),
        changedBy,
        reason,
        ...(ticket !== undefined && { ticket }),
      };
      stored = { name: 'policy', ...change, ...who };
      return 'written';
    },
  };
}
