import * as v from 'valibot';
import type { AccountId, MemberAccount } from './account.ts';
import { CREDENTIAL_KINDS, type CredentialKind } from './credentials.ts';
import type { Scope } from './exception.ts';
import { maybe, type Output, object } from './schema.ts';

/** For text as it is stored, or made printable where it comes from an untrusted message. */
interface TextSchemas {
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
export type EventFacts = Output<ReturnType<typeof eventFactsSchema>>;

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
export type SoughtCredential = Output<ReturnType<typeof soughtCredentialSchema>>;

export const GUARDRAIL_WEAKENINGS = [
  'root-credentials-management-disabled',
  'root-sessions-disabled',
  'trusted-access-disabled',
  'delegated-administrator-deregistered',
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

/** Asks for one account to be audited. */
export interface AuditRequest {
  readonly account: AccountId;
  readonly why: AuditRequestReason;
  /** When the reason arose: for a second look, the time of the latest event that led to it. */
  readonly requestedAt: Date;
  readonly event: EventFacts | undefined;
  /** What a second look is for. */
  readonly sought?: readonly SoughtCredential[] | undefined;
}

/** What the sweeper puts on the sweep queue for one account. */
export interface SweepItem {
  readonly sweepId: string;
  /** What the sweeper listed about it. */
  readonly account: MemberAccount;
  readonly queuedAt: Date;
}

/** Why an account (or the organization) is audited. A trigger is a hint: its content never decides a deletion. */
export type Trigger =
  | {
      readonly type: 'root-credential-changed';
      readonly account: AccountId;
      /** The kind that the event is about; undefined for sign-ins. */
      readonly kind: CredentialKind | undefined;
      /** The credential that the event names: an unverified claim, to look for it and not to decide on. */
      readonly credentialId?: string | undefined;
      readonly at: Date;
      readonly event: EventFacts;
    }
  | {
      readonly type: 'account-arrived';
      readonly account: AccountId;
      readonly at: Date;
      readonly event: EventFacts;
    }
  | {
      readonly type: 'audit-requested';
      readonly account: AccountId;
      readonly why: AuditRequestReason;
      /** When the reason arose: for a second look, the time of the latest event that led to it. */
      readonly at: Date;
      /** The event that led to a second look. */
      readonly event: EventFacts | undefined;
      /** What a second look is for. Absent for other reasons, and in requests of earlier versions. */
      readonly sought?: readonly SoughtCredential[] | undefined;
    }
  | {
      readonly type: 'swept';
      readonly account: AccountId;
      readonly sweepId: string;
      readonly at: Date;
      /** What the sweeper listed. Undefined when the message did not come from the sweep queue. */
      readonly listed: MemberAccount | undefined;
    };

/**
 * Whether the audit has low priority: a second look, a request after an exception has changed or ended, and a sweep. Audits
 * after an event come first, as they may find a new credential, and so do those that an operator is waiting for.
 */
export function canWait(trigger: Trigger): boolean {
  return trigger.type === 'swept' || (trigger.type === 'audit-requested' && canWaitFor(trigger.why));
}

export function canWaitFor(why: AuditRequestReason): boolean {
  return why !== 'operator' && why !== 'unrecognized';
}

/** An event that is notified immediately, without an audit. */
export interface WeakeningTrigger {
  readonly type: 'guardrail-weakened';
  readonly weakening: GuardrailWeakening;
  /** The account in which it happened. */
  readonly account: AccountId;
  readonly at: Date;
  readonly event: EventFacts;
}

/** A row of the exceptions table changed: its scope is audited again. */
export interface ExceptionChangeTrigger {
  readonly type: 'exception-changed';
  readonly scope: Scope;
  readonly id: string;
  readonly at: Date;
}
