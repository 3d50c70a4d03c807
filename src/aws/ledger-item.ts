import * as z from 'zod/mini';
import { ANNOUNCEMENTS, type AnnouncementKey } from '../domain/announcement.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import {
  accountId,
  awsFailure,
  credential,
  credentialResult,
  instant,
  keyOf,
  maybe,
  parseStored,
  reason,
} from './stored-records.ts';
import { trigger, weakeningTrigger } from './stored-triggers.ts';
import { toItem } from './table.ts';

/** The sort key: entries of one account stand in the order of their time. */
export function sortKeyOf(at: Date, id: string): string {
  return `${at.toISOString()}#${id}`;
}

export function ledgerItem(entry: LedgerEntry): Record<string, unknown> {
  return { ...toItem(entry), at: sortKeyOf(entry.at, entry.id) };
}

/** @throws RootguardError `stored-record-malformed` */
export function parseLedgerItem(item: Readonly<Record<string, unknown>>): LedgerEntry {
  return parseStored(ledgerEntry, item, `ledger entry ${String(item.account)} ${String(item.at)}`);
}

const base = {
  account: z.union([accountId, z.literal('organization')]),
  at: z.pipe(
    z.pipe(
      z.string(),
      z.transform((key: string) => key.split('#', 1)[0] ?? ''),
    ),
    instant,
  ),
  id: z.string(),
};

const inventory = z.discriminatedUnion('type', [
  z.object({ type: z.literal('readable'), credentials: z.array(credential) }),
  z.object({ type: z.literal('unreadable'), failure: awsFailure }),
]);

const verdicts = z.array(
  z.object({
    credential,
    verdict: z.enum(['keep', 'remove', 'withhold']),
    reason,
    exceptionId: maybe(z.string()),
  }),
);

const operator = z.object({ by: z.string(), reason: z.string(), ticket: maybe(z.string()) });

const triggers = z.array(trigger);

const ledgerEntry = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('audit'), triggers, inventory, verdicts }),
  z.object({
    ...base,
    type: z.literal('intent'),
    enforcementId: z.string(),
    triggers,
    before: z.array(credential),
    verdicts,
    operator: maybe(operator),
  }),
  z.object({
    ...base,
    type: z.literal('outcome'),
    enforcementId: z.string(),
    triggers,
    results: z.array(credentialResult),
    after: inventory,
  }),
  z.object({
    ...base,
    type: z.literal('rejected'),
    reason: z.enum(['outside-organization', 'management-account', 'wrong-origin']),
    triggers: z.array(z.union([trigger, weakeningTrigger])),
  }),
  z.object({
    ...base,
    type: z.literal('recovery'),
    operator,
    exceptionId: z.string(),
    expiresAt: instant,
    result: z.enum(['begun', 'password-allowed', 'password-was-there', 'failed']),
    failure: maybe(awsFailure),
  }),
  z.object({
    ...base,
    type: z.literal('relock'),
    operator,
    endedExceptionIds: z.array(z.string()),
  }),
  z.object({
    ...base,
    type: z.literal('exception-change'),
    scope: z.string(),
    exceptionId: z.string(),
    change: z.enum(['added', 'revoked', 'ended']),
    operator: maybe(operator),
  }),
  z.object({
    ...base,
    type: z.literal('breaker-acknowledged'),
    operator,
    openSince: instant,
  }),
  z.object({
    ...base,
    type: z.literal('announcement'),
    key: keyOf<AnnouncementKey>(ANNOUNCEMENTS),
    fingerprint: z.string(),
  }),
]);
