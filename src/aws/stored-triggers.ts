import * as z from 'zod/mini';
import { CREDENTIAL_KINDS } from '../domain/credentials.ts';
import { accountId, accountState, instant, maybe, organizationalUnitId } from './stored-records.ts';

const eventFacts = z.object({
  id: z.string(),
  name: z.string(),
  catalogueId: z.string(),
  region: z.string(),
  actor: z.object({
    principal: maybe(z.string()),
    type: maybe(z.string()),
    sourceIp: maybe(z.string()),
    userAgent: maybe(z.string()),
    accessKeyId: maybe(z.string()),
    viaAssumeRoot: z.boolean(),
  }),
});

const memberAccount = z.object({
  id: accountId,
  name: z.string(),
  state: accountState,
  joinedMethod: maybe(z.enum(['INVITED', 'CREATED'])),
  joinedAt: maybe(instant),
  organizationalUnits: z.array(organizationalUnitId),
});

const about = { account: accountId, at: instant };

/** Why an account was looked at, as it stands in the ledger. */
export const trigger = z.discriminatedUnion('type', [
  z.object({
    ...about,
    type: z.literal('root-credential-changed'),
    kind: maybe(z.enum(CREDENTIAL_KINDS)),
    event: eventFacts,
  }),
  z.object({ ...about, type: z.literal('account-arrived'), event: eventFacts }),
  z.object({
    ...about,
    type: z.literal('audit-requested'),
    why: z.enum(['second-look', 'exception-changed', 'exception-ended', 'operator']),
    event: maybe(eventFacts),
  }),
  z.object({ ...about, type: z.literal('swept'), sweepId: z.string(), listed: maybe(memberAccount) }),
]);

export const weakeningTrigger = z.object({
  ...about,
  type: z.literal('guardrail-weakened'),
  weakening: z.enum([
    'root-credentials-management-disabled',
    'root-sessions-disabled',
    'trusted-access-disabled',
    'delegated-administrator-deregistered',
  ]),
  event: eventFacts,
});
