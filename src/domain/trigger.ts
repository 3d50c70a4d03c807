import * as v from 'valibot';
import { accountIdSchema, memberAccountSchema } from './account.ts';
import { CREDENTIAL_KINDS } from './credentials.ts';
import { deliveryFactsSchema } from './event-lateness.ts';
import type { Scope } from './exception.ts';
import { maybe, type Output, object, utcTimestamp } from './schema.ts';

/** For text as it is stored, or made printable where it comes from an untrusted message. */
export interface TextSchemas {
  readonly short: v.GenericSchema<string, string>;
  readonly long: v.GenericSchema<string, string>;
}

/** The schema of the CloudTrail event behind a trigger. */
export function eventFactsSchema({ short, long }: TextSchemas) {
  return object({
    id: short,
    name: short,
    /** The entry of the catalogue that it matched. */
    catalogueId: short,
    region: short,
    ...deliveryFactsSchema(short),
    actor: object({
      /** The ARN of the principal, or the service that acted. */
      principal: maybe(long),
      /** CloudTrail's userIdentity.type: `Root`, `AssumedRole`, `AWSService`, … */
      type: maybe(short),
      sourceIp: maybe(short),
      userAgent: maybe(long),
      /** Of the session. The record of sts:AssumeRoot has the same key, so it shows who opened the session. */
      accessKeyId: maybe(short),
      /** True when the event names a session opened by sts:AssumeRoot. */
      viaAssumeRoot: v.boolean(),
    }),
  });
}

/** The CloudTrail event behind a trigger. */
export interface EventFacts extends Output<ReturnType<typeof eventFactsSchema>> {}

/** Who did it, according to the event. Every field is an unverified claim: shown to people, never used in a decision. */
export type Actor = EventFacts['actor'];

/** The schema of a credential that an event names. */
export function soughtCredentialSchema<
  Id extends v.GenericSchema<string, string>,
  Time extends v.GenericSchema<string, Date>,
>({ id, time }: { readonly id: Id; readonly time: Time }) {
  return object({
    /** Undefined for a sign-in, which proves a password. */
    kind: maybe(v.picklist(CREDENTIAL_KINDS)),
    id: maybe(id),
    /** The time of the event. */
    at: time,
  });
}

/** A credential that an event names: an unverified claim that says what to look for and never decides a deletion. */
export interface SoughtCredential extends Output<ReturnType<typeof soughtCredentialSchema>> {}

const GUARDRAIL_WEAKENINGS = [
  'root-credentials-management-disabled',
  'root-sessions-disabled',
  'trusted-access-disabled',
  'delegated-administrator-deregistered',
  'trail-access-disabled',
  'stack-sets-access-disabled',
] as const;

export type GuardrailWeakening = (typeof GUARDRAIL_WEAKENINGS)[number];

export const AUDIT_REQUEST_REASONS = [
  'second-look',
  'exception-changed',
  'exception-ended',
  'grace-ended',
  'operator',
  /** Another version of rootguard gave a reason that this one does not know. */
  'unrecognized',
] as const;

export type AuditRequestReason = (typeof AUDIT_REQUEST_REASONS)[number];

const text = v.string();

export const storedEventSchema = eventFactsSchema({ short: text, long: text });

const base = { account: accountIdSchema, at: utcTimestamp };

export const triggerSchema = v.variant('type', [
  v.object({
    ...base,
    type: v.literal('root-credential-changed'),
    /** The kind that the event is about; undefined for sign-ins. */
    kind: maybe(v.picklist(CREDENTIAL_KINDS)),
    /** The credential that the event names: an unverified claim, to look for it and not to decide on. */
    credentialId: v.optional(text),
    /** Set where the event says that the credential is gone. */
    change: v.optional(v.literal('removed')),
    event: storedEventSchema,
  }),
  v.object({ ...base, type: v.literal('account-arrived'), event: storedEventSchema }),
  v.object({
    ...base,
    /** Its `at` is when the reason arose: for a follow-up audit, the time of the latest event that led to it. */
    type: v.literal('audit-requested'),
    why: v.picklist(AUDIT_REQUEST_REASONS),
    /** The event that led to a follow-up audit. */
    event: maybe(storedEventSchema),
    /** What a follow-up audit is for. Absent for other reasons, and in requests of earlier versions. */
    sought: v.optional(v.array(soughtCredentialSchema({ id: text, time: utcTimestamp }))),
  }),
  v.object({
    ...base,
    type: v.literal('swept'),
    sweepId: text,
    /** What the sweeper listed. Undefined when the message did not come from the sweep queue. */
    listed: maybe(memberAccountSchema({ name: text, time: utcTimestamp })),
  }),
]);

/** Why an account (or the organization) is audited. A trigger is a hint: its content never decides a deletion. */
export type Trigger = Output<typeof triggerSchema>;

export const TRIGGER_TYPES: readonly string[] = triggerSchema.options.map(
  ({ entries }) => entries.type.literal,
);

/**
 * Whether the audit has low priority: a follow-up audit, a request after an exception has changed or ended, and a sweep. Audits
 * after an event come first, as they may find a new credential, and so do those that an operator is waiting for.
 */
export function isLowPriority(trigger: Trigger): boolean {
  if (trigger.type === 'swept') return true;
  if (trigger.type !== 'audit-requested') return false;
  return trigger.why !== 'operator' && trigger.why !== 'unrecognized';
}

/** An event about a credential that is gone, where others are about one that is new or used. */
export type RemovalTrigger = Extract<Trigger, { type: 'root-credential-changed' }> & {
  readonly change: 'removed';
};

export function isRemovalTrigger(trigger: Trigger): trigger is RemovalTrigger {
  return trigger.type === 'root-credential-changed' && trigger.change === 'removed';
}

export const weakeningTriggerSchema = v.object({
  ...base,
  type: v.literal('guardrail-weakened'),
  weakening: v.picklist(GUARDRAIL_WEAKENINGS),
  event: storedEventSchema,
});

/** An event that is notified immediately, without an audit. Its account is the one in which it happened. */
export interface WeakeningTrigger extends Output<typeof weakeningTriggerSchema> {}

/** The id of its sweep, the reason of the request, or name and id of its event. */
export function describeTrigger(trigger: Trigger | WeakeningTrigger): string {
  if (trigger.type === 'swept') return `sweep ${trigger.sweepId}`;
  if (trigger.type === 'audit-requested') return `request ${trigger.why}`;
  return describeEvent(trigger.event);
}

export function describeEvent({ name, id }: Pick<EventFacts, 'name' | 'id'>): string {
  return `${name} ${id}`;
}

/** A row of the exceptions table changed: its scope is audited again. */
export interface ExceptionChangeTrigger {
  readonly type: 'exception-changed';
  readonly scope: Scope;
  readonly id: string;
  readonly at: Date;
}
