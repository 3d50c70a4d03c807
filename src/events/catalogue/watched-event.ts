import type { AnnouncedTopic } from '../../domain/announced-event.ts';
import type { CredentialKind } from '../../domain/credentials.ts';
import type { GuardrailWeakening } from '../../domain/trigger.ts';

/**
 * Where CloudTrail logs the event, and so where a forwarding rule is needed. The IAM delegated administrator is a
 * member account too, so the rules of member accounts cover it.
 */
export type EventLocation = 'member' | 'delegated-administrator' | 'management';

/** Where an organization event names the account that arrived. Paths begin at the EventBridge envelope. */
export type ArrivalReading =
  | {
      readonly type: 'fields';
      /** The first of these that is an account id. */
      readonly accountAt: readonly string[];
      /** Must be SUCCEEDED; undefined for an event that is written only once it is done. */
      readonly stateAt: string | undefined;
    }
  /** AWS has not published the record, so account ids are searched for in all of it. */
  | { readonly type: 'search' }
  /** The invited account is the caller, or a party of the handshake. */
  | { readonly type: 'handshake' };

export type Meaning =
  | {
      readonly type: 'root-credential-changed';
      /** Undefined when the event shows activity of the root user, but not which credential is new. */
      readonly kind: CredentialKind | undefined;
      /** Set where the credential is gone, and not new. */
      readonly change?: 'removed';
      /** Where the event names the credential. The path begins at the EventBridge envelope. */
      readonly idAt?: string;
      /**
       * Whether CloudTrail is known to fill userIdentity.type with `Root`. `optional`: no public record shows it, so an
       * event without an identity is accepted, both in the rule and in the parser.
       */
      readonly identityType: 'required' | 'optional';
    }
  | { readonly type: 'account-arrived'; readonly reading: ArrivalReading }
  | {
      readonly type: 'guardrail-weakened';
      readonly weakening: GuardrailWeakening;
      /** Organizations' calls name the service they are about; undefined for calls that are about one thing only. */
      readonly service: string | undefined;
    }
  | Announced;

/** People are notified, and no account is audited. */
export interface Announced {
  readonly type: 'event-announced';
  readonly topic: AnnouncedTopic;
  readonly by: 'root' | 'anyone';
  /**
   * Where the event names the account that it is about; the one that logged it where nothing is there. `search`: as AWS has not
   * published the record. Paths begin at the EventBridge envelope.
   */
  readonly accountAt?: string | 'search';
  /** What is kept of the event, by name: short values at these paths. All else in it is left out. */
  readonly details?: Readonly<Record<string, string>>;
  /** What in the event decides whether it counts. */
  readonly only?: AnnouncedCondition;
}

export type AnnouncedCondition =
  | { readonly type: 'service'; readonly services: readonly string[] }
  /** Policies that can deny what root sessions do. Where the event names no type of policy, it counts. */
  | { readonly type: 'denying-policy'; readonly policyTypeAt: string | undefined }
  | { readonly type: 'narrows-trail' };

/** Which calls count: those that did something, those that were refused, or both. */
export type CountedCalls = 'succeeded' | 'failed' | 'all';

export interface WatchedEvent {
  /** Stable: it is stored in the ledger. */
  readonly id: string;
  readonly source:
    | 'aws.iam'
    | 'aws.signin'
    | 'aws.sts'
    | 'aws.account'
    | 'aws.cloudtrail'
    | 'aws.organizations'
    | 'aws.cloudformation'
    | 'aws.controltower';
  readonly eventNames: readonly string[];
  readonly loggedIn: readonly EventLocation[];
  /** CloudTrail records it in the Region of the call or of the sign-in, and so it may be missing in that of rootguard. */
  readonly regional?: true;
  readonly meaning: Meaning;
  /** By default those that succeeded. */
  readonly calls?: CountedCalls;
  /** AWS has published no record of it, nor has anyone else: names and fields are those of the API. */
  readonly shapeNotPublished?: true;
  readonly description: string;
}
