import * as v from 'valibot';
import { accountIdSchema } from './account.ts';
import { type Output, utcTimestamp } from './schema.ts';
import { eventFactsSchema } from './trigger.ts';

/** What an installation consists of, as far as a change of it is notified. */
export const OWN_PARTS = [
  'alarm',
  'event bus',
  'event source mapping',
  'forwarding rule',
  'function',
  'key',
  'log group',
  'policy',
  'queue',
  'resource',
  'role',
  'schedule',
  'stack',
  'StackSet',
  'table',
  'topic',
] as const;

export type OwnPart = (typeof OWN_PARTS)[number];

/** What a call does to a part. `changed`: what it does depends on its parameters, which nobody has judged. */
export const OWN_PART_CHANGES = ['deleted', 'disabled', 'changed'] as const;

export type OwnPartChange = (typeof OWN_PART_CHANGES)[number];

const text = v.string();

export const ownPartTriggerSchema = v.object({
  /** The account in which the part is. */
  account: accountIdSchema,
  at: utcTimestamp,
  type: v.literal('own-part-changed'),
  part: v.picklist(OWN_PARTS),
  /** As the call named it: a name, an ARN, a URL or an id. */
  name: text,
  change: v.picklist(OWN_PART_CHANGES),
  /** Whether it came through CloudFormation, or by a role that deploys. That shows the path, not that somebody approved it. */
  byDeployment: v.boolean(),
  event: eventFactsSchema({ short: text, long: text }),
});

/** Somebody changed a part of rootguard itself. It is recorded and notified, without an audit. */
export interface OwnPartTrigger extends Output<typeof ownPartTriggerSchema> {}
