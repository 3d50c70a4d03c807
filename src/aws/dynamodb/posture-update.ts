import type { AccountId } from '../../domain/account.ts';
import { type ExpectedHeartbeat, isStillWaiting } from '../../domain/hearing.ts';
import { POSTURE_FIELD_NAMES, type Posture } from '../../domain/posture.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { EnforcementChanges } from '../../guardrail/ports/posture.ts';
import { type Item, type Table, toItem, updateItem } from './table.ts';

/** Builds the update expressions for items of the posture table. */

/** The account is the key. */
const POSTURE_ATTRIBUTES = POSTURE_FIELD_NAMES.filter((name) => name !== 'account');

export interface Change {
  readonly set: readonly string[];
  readonly remove: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Replaces every attribute of the posture; those that the new one does not have are removed. */
export function postureChange(posture: Posture, revision: number): Change {
  const item = toItem(posture);
  const isKept = (attribute: string) => item[attribute] !== undefined;
  const kept = POSTURE_ATTRIBUTES.filter(isKept);
  return {
    set: [
      '#revision = :revision',
      '#schemaVersion = :schemaVersion',
      ...kept.map((attribute) => `#${attribute} = :${attribute}`),
    ],
    remove: POSTURE_ATTRIBUTES.filter((attribute) => !isKept(attribute)).map((attribute) => `#${attribute}`),
    names: {
      '#revision': 'revision',
      '#schemaVersion': 'schemaVersion',
      ...Object.fromEntries(POSTURE_ATTRIBUTES.map((attribute) => [`#${attribute}`, attribute])),
    },
    values: {
      ':revision': revision,
      ':schemaVersion': SCHEMA_VERSION,
      ...Object.fromEntries(kept.map((attribute) => [`:${attribute}`, item[attribute]])),
    },
  };
}

export function enforcementChange({ closed = [], ended = [] }: EnforcementChanges): Change {
  return {
    set: ended.map((_, index) => `#enforcements.#ended${index} = :ended${index}`),
    remove: closed.map((_, index) => `#enforcements.#closed${index}`),
    names: {
      ...Object.fromEntries(closed.map((id, index) => [`#closed${index}`, id])),
      ...Object.fromEntries(ended.map(({ id }, index) => [`#ended${index}`, id])),
    },
    values: Object.fromEntries(
      ended.map(({ id: _, ...fields }, index) => [`:ended${index}`, toItem(fields)]),
    ),
  };
}

/**
 * What the run has read decides whether an earlier audit still waits. If a heartbeat arrives meanwhile, it removes the attribute, and
 * this audit waits from then on. See `awaitingAfter` of the domain.
 */
export function heartbeatChange(heartbeat: ExpectedHeartbeat | undefined): Change {
  if (heartbeat === undefined) return NO_CHANGE;
  const names = { '#awaiting': 'awaitingHeartbeatSince' };
  if (heartbeat.type === 'none') return { ...NO_CHANGE, remove: ['#awaiting'], names };
  return {
    set: [
      isStillWaiting(heartbeat) ? '#awaiting = if_not_exists(#awaiting, :awaiting)' : '#awaiting = :awaiting',
    ],
    remove: [],
    names,
    values: { ':awaiting': heartbeat.since.toISOString() },
  };
}

const NO_CHANGE: Change = { set: [], remove: [], names: {}, values: {} };

export function merge(one: Change, other: Change): Change {
  return {
    set: [...one.set, ...other.set],
    remove: [...one.remove, ...other.remove],
    names: { ...one.names, ...other.names },
    values: { ...one.values, ...other.values },
  };
}

export type Expression = Partial<Change> & { readonly add?: readonly string[]; readonly condition?: string };

const NAMES = { '#reserved': 'drawnRevision', '#enforcements': 'openEnforcements' } as const;

export async function sendUpdate(table: Table, account: AccountId, expression: Expression): Promise<Item> {
  const { set = [], remove = [], add = [], condition, names = {}, values = {} } = expression;
  const clause = (word: string, parts: readonly string[]) =>
    parts.length === 0 ? [] : [`${word} ${parts.join(', ')}`];
  const text = [...clause('SET', set), ...clause('REMOVE', remove), ...clause('ADD', add)].join(' ');
  const used = Object.entries(NAMES).filter(([name]) => text.includes(name));
  return updateItem(table, {
    Key: { account },
    UpdateExpression: text,
    ExpressionAttributeNames: { ...Object.fromEntries(used), ...names },
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
    ...(condition !== undefined && { ConditionExpression: condition }),
    ReturnValues: 'ALL_NEW',
  });
}
