import * as v from 'valibot';
import { accountIdSchema } from './account.ts';
import { announcedEventSchema } from './announced-event.ts';
import { awsFailureSchema } from './aws-failure.ts';
import { credentialResultSchema } from './credential-result.ts';
import { credentialSchema, inventorySchema } from './credentials.ts';
import { credentialDecisionSchema, describedDecision } from './decision.ts';
import { exceptionIdSchema } from './exception.ts';
import { modeSchema } from './mode-overrides.ts';
import { notificationKeySchema } from './notification.ts';
import { ownPartTriggerSchema } from './own-part.ts';
import { ACCEPTABLE_STATES } from './posture-state.ts';
import { finiteNumber, maybe, type Output, object, utcTimestamp } from './schema.ts';
import { policyFactsSchema } from './settings.ts';
import { triggerSchema, weakeningTriggerSchema } from './trigger.ts';

/** Why an account is not audited, or an event is ignored. */
const REJECTION_REASONS = ['not-in-organization', 'management-account', 'wrong-origin'] as const;

/** `started` is written before anything is done; after a crash it stays the last one. */
export const RECOVERY_RESULTS = ['started', 'password-allowed', 'password-was-there', 'failed'] as const;

/**
 * `started` is written before the settings are changed; after a crash it stays the last one. `found`: the sweeper saw a change that
 * no command has reported, such as an edit by hand.
 */
export const SETTINGS_CHANGE_RESULTS = ['started', 'changed', 'conflict', 'found'] as const;

const STATE_IMPORT_RESULTS = ['started', 'finished'] as const;

/**
 * `started` is written before the password is created; after a crash it stays the last one. `cleaned-up`: a run found and removed
 * the password of an earlier one that was interrupted.
 */
export const CANARY_RESULTS = [
  'started',
  'refused',
  'not-created',
  'completed',
  'incomplete',
  'cleaned-up',
  'left-behind',
] as const;

export type CanaryRunResult = (typeof CANARY_RESULTS)[number];

const canaryStage = object({ name: v.string(), ms: finiteNumber });

const tableCounts = object({ exceptions: finiteNumber, ledger: finiteNumber, settings: finiteNumber });

const EXCEPTION_CHANGES = ['added', 'revoked', 'ended'] as const;

const operator = object({
  /** ARN from sts:GetCallerIdentity. */
  by: v.string(),
  reason: v.string(),
  ticket: maybe(v.string()),
});

/** Who ran an operator's command, and why. */
export interface Operator extends Output<typeof operator> {}

const base = {
  /** The partition of the ledger. */
  account: v.union([accountIdSchema, v.literal('organization')], 'must be 12 digits or organization'),
  at: utcTimestamp,
  /** Sorts entries of the same millisecond and makes the key unique. */
  id: v.string(),
};

const triggers = v.array(triggerSchema);

const decisions = v.array(credentialDecisionSchema);

export const ledgerEntrySchema = v.variant('type', [
  v.object({
    ...base,
    type: v.literal('audit'),
    triggers,
    inventory: inventorySchema,
    decisions,
    /** Why the exceptions could not be read; left out where they could. */
    exceptionsFailure: v.optional(awsFailureSchema),
    /** Set when a person ran it, with their own credentials. */
    operator: v.optional(operator),
  }),
  v.object({
    ...base,
    /** The triggers are older than the latest audit, so there was no new one. */
    type: v.literal('already-audited'),
    triggers,
    auditedAt: utcTimestamp,
    /** What that audit found. */
    state: v.picklist(ACCEPTABLE_STATES),
  }),
  v.object({
    ...base,
    type: v.literal('intent'),
    /** Shared by the intent and its outcome. */
    enforcementId: v.string(),
    triggers,
    before: v.array(credentialSchema),
    decisions,
    /** Set when a person ran it. */
    operator: maybe(operator),
  }),
  v.object({
    ...base,
    type: v.literal('outcome'),
    enforcementId: v.string(),
    triggers,
    results: v.array(credentialResultSchema),
    after: inventorySchema,
  }),
  v.object({
    ...base,
    type: v.literal('rejected'),
    reason: v.picklist(REJECTION_REASONS),
    triggers: v.array(v.variant('type', [triggerSchema, weakeningTriggerSchema])),
  }),
  v.object({
    ...base,
    type: v.literal('recovery'),
    operator,
    exceptionId: exceptionIdSchema,
    expiresAt: utcTimestamp,
    result: v.picklist(RECOVERY_RESULTS),
    failure: maybe(awsFailureSchema),
  }),
  v.object({
    ...base,
    type: v.literal('canary'),
    runId: v.string(),
    result: v.picklist(CANARY_RESULTS),
    /** The ARN of who ran it; that of the function's role where the schedule did. */
    by: v.string(),
    /** Of the account, as it was at the start; left out where it was refused before. */
    mode: v.optional(modeSchema),
    /** Of the session that created the password. */
    accessKeyId: v.optional(v.string()),
    /** Why it was refused. */
    refusal: v.optional(v.string()),
    /** What was seen, and the names of what was not. */
    stages: v.optional(v.array(canaryStage)),
    missing: v.optional(v.array(v.string())),
    totalMs: v.optional(finiteNumber),
    failure: v.optional(awsFailureSchema),
  }),
  v.object({
    ...base,
    type: v.literal('relock'),
    operator,
    endedExceptionIds: v.array(exceptionIdSchema),
  }),
  v.object({
    ...base,
    type: v.literal('exception-change'),
    scope: v.string(),
    exceptionId: exceptionIdSchema,
    change: v.picklist(EXCEPTION_CHANGES),
    operator: maybe(operator),
  }),
  v.object({
    ...base,
    /** Always in the partition `organization`. */
    type: v.literal('settings-change'),
    result: v.picklist(SETTINGS_CHANGE_RESULTS),
    /** Of the settings after the change; 0 where they were deleted. */
    version: finiteNumber,
    /** The policy in force before; left out where it is not known. */
    before: v.optional(policyFactsSchema),
    after: policyFactsSchema,
    /** Left out where it is not known who changed them. */
    operator: maybe(operator),
  }),
  v.object({
    ...base,
    /** Always in the partition `organization`. `started` is written before any item; after a crash it stays the last one. */
    type: v.literal('state-import'),
    operator,
    result: v.picklist(STATE_IMPORT_RESULTS),
    /** From which home account, by whom and when; `digest` is that of the file. */
    exported: object({ account: v.string(), by: v.string(), at: utcTimestamp, digest: v.string() }),
    /** How many items were added, were there already, or are kept although they differ; left out in `started`. */
    counts: v.optional(object({ added: tableCounts, same: tableCounts, different: tableCounts })),
  }),
  v.object({
    ...base,
    /** Written before the breaker is closed; it closes the opening of `openSince`. */
    type: v.literal('breaker-acknowledged'),
    operator,
    openSince: utcTimestamp,
  }),
  v.object({
    ...base,
    /** Written before the message is deleted. */
    type: v.literal('dead-letter-deleted'),
    operator,
    /** SQS's message id. */
    messageId: v.string(),
    sentAt: utcTimestamp,
    /** Cut where it is too long for an item. */
    body: v.string(),
    bodyLength: finiteNumber,
    /** SQS message attributes; `path` and `message` for one that the consumer moved here because it does not parse. */
    attributes: v.record(v.string(), v.string()),
  }),
  v.object({
    ...base,
    /** Written before people are notified. The key is that of the event, so one that is delivered twice is written once. */
    type: v.literal('guardrail-weakened'),
    triggers: v.array(weakeningTriggerSchema),
  }),
  v.object({
    ...base,
    /** As for `guardrail-weakened`. Where the part is in a member account, in the partition of that account. */
    type: v.literal('own-part-changed'),
    triggers: v.array(ownPartTriggerSchema),
  }),
  v.object({
    ...base,
    /**
     * Written before people are notified, in the partition of the account that the event is about, or `organization`. The key is that
     * of the event, as above.
     */
    type: v.literal('event-announced'),
    announced: announcedEventSchema,
  }),
  v.object({
    ...base,
    type: v.literal('notification'),
    key: notificationKeySchema,
    fingerprint: v.string(),
  }),
]);

/** Append-only evidence. An entry is written once and never changed. */
export type LedgerEntry = Output<typeof ledgerEntrySchema>;

/** For output and evidence: each decision with its action. */
export function describedEntry(entry: LedgerEntry): object {
  return 'decisions' in entry ? { ...entry, decisions: entry.decisions.map(describedDecision) } : entry;
}

export type LedgerEntryType = LedgerEntry['type'];

export const LEDGER_ENTRY_TYPES: readonly string[] = ledgerEntrySchema.options.map(
  ({ entries }) => entries.type.literal,
);

/** A row of the ledger that does not parse, or only in part: another version of rootguard wrote it, or somebody edited it. */
export interface MalformedEntry {
  readonly type: 'malformed';
  /** The partition key and the sort key as they are in the table. */
  readonly account: string;
  readonly key: string;
  /** Each names its attribute. */
  readonly issues: readonly string[];
  /**
   * What this version knows of it: unknown values are replaced by the most cautious known ones, and credentials of unknown
   * kinds left out. Undefined where more is wrong with it.
   */
  readonly known?: LedgerEntry | undefined;
}

/** One broken entry must not hide the others, and must not be left out unnoticed. */
export type StoredEntry = LedgerEntry | MalformedEntry;

/** The entry, or what is known of a malformed one. */
export function knownPartOf(entry: StoredEntry): LedgerEntry | undefined {
  return entry.type === 'malformed' ? entry.known : entry;
}
