import * as v from 'valibot';
import {
  EXCEPTION_CHANGES,
  RECOVERY_RESULTS,
  REJECTION_REASONS,
  type StoredEntry,
} from '../../domain/ledger-entry.ts';
import { NOTIFICATIONS, type NotificationKey } from '../../domain/notification.ts';
import { plainText } from '../../domain/plain-text.ts';
import { ACCEPTABLE_STATES } from '../../domain/posture-state.ts';
import { describeIssue, maybe, object, parse } from '../../domain/schema.ts';
import {
  accountId,
  awsFailure,
  credential,
  credentialResult,
  keyOf,
  number,
  reason,
  timestamp,
} from './stored-shapes.ts';
import { trigger, weakeningTrigger } from './stored-triggers.ts';
import type { Item } from './table.ts';
import { upgradeLedgerRow } from './upgrade-row.ts';

/** Parses a row of the ledger table. One that does not parse is returned as `malformed`, with its keys and issues. */
export function parseLedgerItem(item: Item): StoredEntry {
  const row = upgradeLedgerRow(item);
  const parsed = parse(ledgerEntry, row);
  if (parsed.type === 'parsed') return parsed.value;
  return {
    type: 'malformed',
    account: String(item.account),
    key: String(item.at),
    issues: isUnknownType(row.type)
      ? [`type: ${JSON.stringify(printableType(row.type))} is no type of entry that rootguard knows`]
      : parsed.issues.map((issue) => describeIssue(issue, 'entry')),
  };
}

/** Longer than any type. The text is cut, as the row may have been written by anything. */
const MAX_TYPE_CHARACTERS = 40;

function printableType(type: string): string {
  return plainText(type).slice(0, MAX_TYPE_CHARACTERS);
}

function isUnknownType(type: unknown): type is string {
  return (
    typeof type === 'string' && !ledgerEntry.options.some((option) => option.entries.type.literal === type)
  );
}

const base = {
  account: v.union([accountId, v.literal('organization')], 'must be 12 digits or organization'),
  at: v.pipe(
    v.string(),
    v.transform((key) => key.split('#', 1)[0] ?? ''),
    timestamp,
  ),
  id: v.string(),
};

const inventory = v.variant('type', [
  v.object({ type: v.literal('readable'), credentials: v.array(credential) }),
  v.object({ type: v.literal('unreadable'), failure: awsFailure }),
]);

const decisions = v.array(
  object({
    credential,
    reason,
    exceptionId: maybe(v.string()),
  }),
);

const operator = object({ by: v.string(), reason: v.string(), ticket: maybe(v.string()) });

const triggers = v.array(trigger);

const ledgerEntry = v.variant('type', [
  v.object({
    ...base,
    type: v.literal('audit'),
    triggers,
    inventory,
    decisions,
    exceptionsFailure: v.optional(awsFailure),
  }),
  v.object({
    ...base,
    type: v.literal('already-audited'),
    triggers,
    auditedAt: timestamp,
    state: v.picklist(ACCEPTABLE_STATES),
  }),
  v.object({
    ...base,
    type: v.literal('intent'),
    enforcementId: v.string(),
    triggers,
    before: v.array(credential),
    decisions,
    operator: maybe(operator),
  }),
  v.object({
    ...base,
    type: v.literal('outcome'),
    enforcementId: v.string(),
    triggers,
    results: v.array(credentialResult),
    after: inventory,
  }),
  v.object({
    ...base,
    type: v.literal('rejected'),
    reason: v.picklist(REJECTION_REASONS),
    triggers: v.array(v.variant('type', [trigger, weakeningTrigger])),
  }),
  v.object({
    ...base,
    type: v.literal('recovery'),
    operator,
    exceptionId: v.string(),
    expiresAt: timestamp,
    result: v.picklist(RECOVERY_RESULTS),
    failure: maybe(awsFailure),
  }),
  v.object({
    ...base,
    type: v.literal('relock'),
    operator,
    endedExceptionIds: v.array(v.string()),
  }),
  v.object({
    ...base,
    type: v.literal('exception-change'),
    scope: v.string(),
    exceptionId: v.string(),
    change: v.picklist(EXCEPTION_CHANGES),
    operator: maybe(operator),
  }),
  v.object({
    ...base,
    type: v.literal('breaker-acknowledged'),
    operator,
    openSince: timestamp,
  }),
  v.object({
    ...base,
    type: v.literal('dead-letter-deleted'),
    operator,
    messageId: v.string(),
    sentAt: timestamp,
    body: v.string(),
    bodyLength: number,
    attributes: v.record(v.string(), v.string()),
  }),
  v.object({ ...base, type: v.literal('guardrail-weakened'), triggers: v.array(weakeningTrigger) }),
  v.object({
    ...base,
    type: v.literal('notification'),
    key: keyOf<NotificationKey>(NOTIFICATIONS),
    fingerprint: v.string(),
  }),
]);
