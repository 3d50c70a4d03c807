import type { AnnouncedEvent } from '../domain/announced-event.ts';
import type { ExceptionChangeTrigger, Trigger, WeakeningTrigger } from '../domain/trigger.ts';

/** Why a message that parses is ignored. */
export const IRRELEVANT = {
  'not-watched': 'The catalogue has no event of this source and name.',
  replayed: 'It was replayed from an archive, under another name than the runbook says.',
  'call-failed': 'The call was refused, so nothing changed.',
  'not-root': 'Somebody other than the root user did it.',
  'concerns-iam-user': 'The root user did it to an IAM user.',
  'not-succeeded': 'The account was not created or enrolled.',
  'other-handshake': 'The handshake is not an invitation to join the organization.',
  'other-service': 'It concerns a service that rootguard does not depend on.',
  'other-policy': 'Policies of this type deny nothing in a root session, or do not apply to the target.',
  'trail-still-logs': 'The trail still logs all management events.',
  'management-account': 'Only the management account is named, which is never a target.',
  'not-own-part': 'It concerns no part of this installation of rootguard.',
  'audited-elsewhere': 'The consumer receives it as well, and audits the account.',
  'announced-elsewhere': 'The listener announces it; no account is audited for it.',
  'own-update-only': 'Only the attribute that rootguard itself writes has changed.',
} as const satisfies Record<string, string>;

export type IrrelevantReason = keyof typeof IRRELEVANT;

export interface Irrelevant {
  readonly type: 'irrelevant';
  readonly reason: IrrelevantReason;
}

export interface Malformed {
  readonly type: 'malformed';
  /** Where the issue is, such as `detail.eventName`; `body` for the message as a whole. */
  readonly path: string;
  /** What was expected there. Never quotes the message itself. */
  readonly message: string;
}

/** What a message means. Its content is an unverified claim: it can request an audit and decides nothing. */
export type ParsedMessage =
  | {
      readonly type: 'trigger';
      readonly trigger: Trigger;
      /** Values in the message that this version of rootguard does not know. */
      readonly issues?: readonly string[];
    }
  | { readonly type: 'weakening'; readonly trigger: WeakeningTrigger }
  | { readonly type: 'announcement'; readonly announced: AnnouncedEvent }
  | { readonly type: 'exception-change'; readonly trigger: ExceptionChangeTrigger }
  | Irrelevant
  | Malformed;

export function irrelevant(reason: IrrelevantReason): Irrelevant {
  return { type: 'irrelevant', reason };
}

export function malformed(path: string, message: string): Malformed {
  return { type: 'malformed', path, message };
}
