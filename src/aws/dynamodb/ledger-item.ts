import * as v from 'valibot';
import {
  EXCEPTION_CHANGES,
  type LedgerEntry,
  RECOVERY_RESULTS,
  REJECTION_REASONS,
  type StoredEntry,
} from '../../domain/ledger-entry.ts';
import { NOTIFICATIONS, type NotificationKey } from '../../domain/notification.ts';
import { SOUND_STATES } from '../../domain/posture-state.ts';
import { CREDENTIAL_ACTIONS } from '../../domain/reasons.ts';
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
import { toItem } from './table.ts';

/** The sort key: entries of one account stand in the order of their time. */
export function sortKeyOf(at: Date, id: string): string {
  return `${at.toISOString()}#${id}`;
}

export function ledgerItem(entry: LedgerEntry): Record<string, unknown> {
  return { ...toItem(entry), at: sortKeyOf(entry.at, entry.id) };
}

export function parseLedgerItem(item: Readonly<Record<string, unknown>>): StoredEntry {
  const parsed = parse(ledgerEntry, item);
  if (parsed.type === 'parsed') return parsed.value;
  return {
    type: 'malformed',
    account: String(item.account),
    key: String(item.at),
    issues: parsed.issues.map((fault) => describeIssue(fault, 'entry')),
  };
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
    action: v.picklist(CREDENTIAL_ACTIONS),
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
    state: v.picklist(SOUND_STATES),
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
