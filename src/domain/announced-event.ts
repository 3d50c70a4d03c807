import * as v from 'valibot';
import { accountIdSchema } from './account.ts';
import { maybe, type Output, utcTimestamp } from './schema.ts';
import { storedEventSchema } from './trigger.ts';

/** What people are notified of without an audit, as an audit would show nothing of it. Each is a key of a notification. */
export const ANNOUNCED_TOPICS = [
  'root-user-acted',
  'root-sign-ins-failed',
  'root-mailbox-changed',
  'account-contacts-changed',
  'account-leaving',
  'delegated-administrator-registered',
  'guardrail-administrator-registered',
  'root-access-restored',
  'organization-policy-changed',
  'policy-delegation-changed',
  'trail-weakened',
] as const;

export type AnnouncedTopic = (typeof ANNOUNCED_TOPICS)[number];

/** An event that is recorded and notified by itself. Nothing is decided by it: every field is an unverified claim. */
export const announcedEventSchema = v.object({
  type: v.literal('event-announced'),
  /** An `AnnouncedTopic`, or one that only another version knows. */
  topic: v.string(),
  /** The account that the event is about; for events of the organization the one that logged it. */
  account: accountIdSchema,
  at: utcTimestamp,
  event: storedEventSchema,
  /** What the event names, such as `policyId`. Never a whole document, nor an address of a person. */
  details: v.record(v.string(), v.string()),
  /** Set where the call was refused, and the attempt counts. */
  errorCode: maybe(v.string()),
});

export interface AnnouncedEvent extends Output<typeof announcedEventSchema> {
  readonly topic: AnnouncedTopic;
}
