import * as v from 'valibot';
import { CREDENTIAL_KINDS } from '../../domain/credentials.ts';
import { object } from '../../domain/schema.ts';
import { accountId, accountState, maybe, organizationalUnitId, timestamp } from './stored-shapes.ts';

const eventFacts = object({
  id: v.string(),
  name: v.string(),
  catalogueId: v.string(),
  region: v.string(),
  actor: object({
    principal: maybe(v.string()),
    type: maybe(v.string()),
    sourceIp: maybe(v.string()),
    userAgent: maybe(v.string()),
    accessKeyId: maybe(v.string()),
    viaAssumeRoot: v.boolean(),
  }),
});

const memberAccount = object({
  id: accountId,
  name: v.string(),
  state: accountState,
  joinedMethod: maybe(v.picklist(['INVITED', 'CREATED'])),
  joinedAt: maybe(timestamp),
  organizationalUnits: v.array(organizationalUnitId),
});

const about = { account: accountId, at: timestamp };

/** Why an account was looked at, as it stands in the ledger. */
export const trigger = v.variant('type', [
  v.object({
    ...about,
    type: v.literal('root-credential-changed'),
    kind: maybe(v.picklist(CREDENTIAL_KINDS)),
    credentialId: v.optional(v.string()),
    event: eventFacts,
  }),
  v.object({ ...about, type: v.literal('account-arrived'), event: eventFacts }),
  v.object({
    ...about,
    type: v.literal('audit-requested'),
    why: v.picklist(['second-look', 'exception-changed', 'exception-ended', 'grace-ended', 'operator']),
    event: maybe(eventFacts),
    sought: v.optional(
      v.array(object({ kind: maybe(v.picklist(CREDENTIAL_KINDS)), id: maybe(v.string()), at: timestamp })),
    ),
  }),
  v.object({ ...about, type: v.literal('swept'), sweepId: v.string(), listed: maybe(memberAccount) }),
]);

export const weakeningTrigger = v.object({
  ...about,
  type: v.literal('guardrail-weakened'),
  weakening: v.picklist([
    'root-credentials-management-disabled',
    'root-sessions-disabled',
    'trusted-access-disabled',
    'delegated-administrator-deregistered',
  ]),
  event: eventFacts,
});
