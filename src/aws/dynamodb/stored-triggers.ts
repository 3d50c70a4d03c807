import * as v from 'valibot';
import { memberAccountSchema } from '../../domain/account.ts';
import { CREDENTIAL_KINDS } from '../../domain/credentials.ts';
import { maybe } from '../../domain/schema.ts';
import {
  AUDIT_REQUEST_REASONS,
  eventFactsSchema,
  GUARDRAIL_WEAKENINGS,
  soughtCredentialSchema,
} from '../../domain/trigger.ts';
import { accountId, timestamp } from './stored-shapes.ts';

const text = v.string();

const event = eventFactsSchema({ short: text, long: text });

const about = { account: accountId, at: timestamp };

/** Why an account was audited, as it is stored in the ledger. */
export const trigger = v.variant('type', [
  v.object({
    ...about,
    type: v.literal('root-credential-changed'),
    kind: maybe(v.picklist(CREDENTIAL_KINDS)),
    credentialId: v.optional(text),
    event,
  }),
  v.object({ ...about, type: v.literal('account-arrived'), event }),
  v.object({
    ...about,
    type: v.literal('audit-requested'),
    why: v.picklist(AUDIT_REQUEST_REASONS),
    event: maybe(event),
    sought: v.optional(v.array(soughtCredentialSchema({ id: text, time: timestamp }))),
  }),
  v.object({
    ...about,
    type: v.literal('swept'),
    sweepId: text,
    listed: maybe(memberAccountSchema({ name: text, time: timestamp })),
  }),
]);

export const weakeningTrigger = v.object({
  ...about,
  type: v.literal('guardrail-weakened'),
  weakening: v.picklist(GUARDRAIL_WEAKENINGS),
  event,
});
