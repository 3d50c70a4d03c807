import { isDeepStrictEqual } from 'node:util';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { POLICY_ATTRIBUTES, parseSettings } from '../../domain/settings.ts';
import type { SettingsChange, SettingsEditor, SettingsReader } from '../../guardrail/ports/settings.ts';
import { reading } from '../aws-call.ts';
import { conditionalWrite, getItem, type Item, putItem, type Table, toItem } from './table.ts';

/** The table has this one item. */
const KEY = { name: 'policy' };

export function createSettingsReader(table: Table): SettingsReader {
  return {
    async read() {
      const answer = await reading(async () => ({ item: await getItem(table, KEY) }));
      if (answer.type === 'unreadable') return answer;
      return answer.item === undefined ? { type: 'initial' } : parseSettings(answer.item);
    },
  };
}

export function createSettingsEditor(table: Table): SettingsEditor {
  return {
    async readToReplace() {
      const stored = await getItem(table, KEY);
      return { stored, reading: stored === undefined ? { type: 'initial' } : parseSettings(stored) };
    },
    async write(change, { stored }) {
      const current = await getItem(table, KEY);
      if (!isAsShown(current, stored)) return 'conflict';
      const item = itemOf(change);
      const isWritten = await conditionalWrite(putItem(table, { Item: item, ...isStillAsRead(current) }));
      // After a lost answer the SDK's retry finds the item that its first attempt wrote.
      return isWritten || isDeepStrictEqual(await getItem(table, KEY), item) ? 'written' : 'conflict';
    },
  };
}

function itemOf({ operator, ...change }: SettingsChange): Item {
  const { by: changedBy, reason, ticket } = operator;
  return toItem({ ...KEY, schemaVersion: SCHEMA_VERSION, ...change, changedBy, reason, ticket });
}

/** Whether everything that decides is as the operator was shown it. Whoever edits by hand may leave the version as it is. */
function isAsShown(current: Item | undefined, shown: Item | undefined): boolean {
  if (current === undefined || shown === undefined) return current === shown;
  return POLICY_ATTRIBUTES.every((name) => isDeepStrictEqual(current[name], shown[name]));
}

/** The overrides are not compared again: there may be too many for an expression, and they were read just before. */
const COMPARED = POLICY_ATTRIBUTES.filter((name) => name !== 'overrides');

const IS_NEW = 'attribute_not_exists(#name)';

function isStillAsRead(read: Item | undefined) {
  if (read === undefined) {
    return { ConditionExpression: IS_NEW, ExpressionAttributeNames: { '#name': 'name' } };
  }
  const present = COMPARED.filter((name) => read[name] !== undefined);
  return {
    ConditionExpression: COMPARED.map((name) =>
      present.includes(name) ? `#${name} = :${name}` : `attribute_not_exists(#${name})`,
    ).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(COMPARED.map((name) => [`#${name}`, name])),
    ...(present.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(present.map((name) => [`:${name}`, read[name]])),
    }),
  };
}
