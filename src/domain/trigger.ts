import type { AccountId, MemberAccount } from './account.ts';
import type { CredentialKind } from './credentials.ts';
import type { Scope } from './exception.ts';

/** Who did it, as far as the event tells. Every field is a claim of the event, shown to people and never decided on. */
export interface Actor {
  /** The ARN of the principal, or the service that acted. */
  readonly principal: string | undefined;
  /** CloudTrail's userIdentity.type: `Root`, `AssumedRole`, `AWSService`, … */
  readonly type: string | undefined;
  readonly sourceIp: string | undefined;
  readonly userAgent: string | undefined;
  /** The session key: equal to the key that sts:AssumeRoot handed out, so it leads to who opened the session. */
  readonly accessKeyId: string | undefined;
  /** True when the event says that it was done in a session opened by sts:AssumeRoot. */
  readonly viaAssumeRoot: boolean;
}

/** The CloudTrail event behind a trigger. */
export interface EventFacts {
  readonly id: string;
  readonly name: string;
  /** The entry of the catalogue that it matched. */
  readonly catalogueId: string;
  readonly region: string;
  readonly actor: Actor;
}

/** A credential that an event tells of: a claim. It says what to look for, and never decides a deletion. */
export interface SoughtCredential {
  /** Undefined for a sign-in, which proves a password. */
  readonly kind: CredentialKind | undefined;
  readonly id: string | undefined;
  /** When the event says that it happened. */
  readonly at: Date;
}

export type GuardrailWeakening =
  | 'root-credentials-management-disabled'
  | 'root-sessions-disabled'
  | 'trusted-access-disabled'
  | 'delegated-administrator-deregistered';

export type AuditRequestReason =
  | 'second-look'
  | 'exception-changed'
  | 'exception-ended'
  | 'grace-ended'
  | 'operator';

/** Why an account (or the organization) is looked at. A trigger is a hint: what it says never decides a deletion. */
export type Trigger =
  | {
      readonly type: 'root-credential-changed';
      readonly account: AccountId;
      /** The kind that the event is about; undefined for sign-ins. */
      readonly kind: CredentialKind | undefined;
      /** The credential that the event says it is about: a claim, to look for it and not to decide on. */
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
      /** What a second look is for. Left out by others, and by those that an earlier rootguard asked for. */
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
 * Whether a look gives way to those that may find what somebody has just done: a second look, a request after an approval
 * has changed or ended, and a sweep. A person who asks is waiting for the answer.
 */
export function canWait(trigger: Trigger): boolean {
  return trigger.type === 'swept' || (trigger.type === 'audit-requested' && canWaitFor(trigger.why));
}

export function canWaitFor(why: AuditRequestReason): boolean {
  return why !== 'operator';
}

/** What is told to people at once, without an audit. */
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
