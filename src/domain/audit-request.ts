import * as v from 'valibot';
import { accountIdSchema } from './account.ts';
import { maybe, type Output } from './schema.ts';
import {
  AUDIT_REQUEST_REASONS,
  eventFactsSchema,
  soughtCredentialSchema,
  type TextSchemas,
} from './trigger.ts';

/** The limit of one request: more than the triggers of any batch. */
export const MAX_SOUGHT_CREDENTIALS = 100;

/** For the values of an untrusted message. */
interface ValueSchemas extends TextSchemas {
  readonly credentialId: v.GenericSchema<string, string>;
  readonly time: v.GenericSchema<string, Date>;
}

/** The schema of a request for an audit. */
export function auditRequestSchema({ short, long, credentialId, time }: ValueSchemas) {
  return v.object({
    account: accountIdSchema,
    why: v.picklist(AUDIT_REQUEST_REASONS),
    /** When the reason arose: for a follow-up audit, the time of the latest event that led to it. */
    requestedAt: time,
    event: maybe(eventFactsSchema({ short, long })),
    /** What a follow-up audit is for. */
    sought: v.optional(
      v.pipe(
        v.array(soughtCredentialSchema({ id: credentialId, time })),
        v.maxLength(MAX_SOUGHT_CREDENTIALS, `must have at most ${MAX_SOUGHT_CREDENTIALS}`),
      ),
    ),
  });
}

/** Asks for one account to be audited. */
export interface AuditRequest extends Output<ReturnType<typeof auditRequestSchema>> {}
