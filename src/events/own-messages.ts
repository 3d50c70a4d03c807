import * as v from 'valibot';
import type { MemberAccount } from '../domain/account.ts';
import { type AccountId, type AccountState, isAccountId, isOrganizationalUnitId } from '../domain/account.ts';
import { CREDENTIAL_KINDS } from '../domain/credentials.ts';
import { branded, object, parse } from '../domain/schema.ts';
import type { AuditRequestReason, EventFacts, SoughtCredential, Trigger } from '../domain/trigger.ts';
import { CREDENTIAL_ID, printable } from './claims.ts';
import type { JsonObject } from './json.ts';
import { malformed, type ParsedMessage } from './parsed-message.ts';
import { parseTimestamp, withinDelivery } from './timestamp.ts';

/*
 * The messages that rootguard sends to itself, writer and schema side by side. `rootguard` names the message; a change
 * that old messages in the queue do not fit needs a new name.
 */

/** Asks for one account to be audited. */
export interface AuditRequestMessage {
  readonly account: AccountId;
  readonly why: AuditRequestReason;
  /** When the reason arose. */
  readonly requestedAt: Date;
  /** The event that led to a second look. */
  readonly event: EventFacts | undefined;
  /** What a second look is for. */
  readonly sought?: readonly SoughtCredential[] | undefined;
}

/** One account of a sweep, with what the sweeper listed about it. */
export interface SweepMessage {
  readonly sweepId: string;
  readonly account: MemberAccount;
  readonly queuedAt: Date;
}

export function writeAuditRequest({ account, why, requestedAt, event, sought }: AuditRequestMessage): string {
  return JSON.stringify({ rootguard: 'audit-request', account, why, requestedAt, event, sought });
}

export function writeSweepItem({ sweepId, account, queuedAt }: SweepMessage): string {
  const { id, name, state, joinedMethod, joinedAt, organizationalUnits } = account;
  return JSON.stringify({
    rootguard: 'sweep',
    sweepId,
    account: { id, name, state, joinedMethod, joinedAt, organizationalUnits },
    queuedAt,
  });
}

const REASONS: { readonly [Reason in AuditRequestReason]: Reason } = {
  'second-look': 'second-look',
  'exception-changed': 'exception-changed',
  'exception-ended': 'exception-ended',
  'grace-ended': 'grace-ended',
  operator: 'operator',
};

const STATES: { readonly [State in AccountState]: State } = {
  PENDING_ACTIVATION: 'PENDING_ACTIVATION',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'CLOSED',
  UNKNOWN: 'UNKNOWN',
};

const name = v.pipe(
  v.string(),
  v.transform((text) => printable(text)),
);
const short = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.transform((text) => printable(text)),
);
const long = v.pipe(
  v.string(),
  v.transform((text) => printable(text, 1024)),
);
const timestamp = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseTimestamp(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ message: 'expected an ISO 8601 time' });
    return NEVER;
  }),
);
const accountId = branded(isAccountId, 'expected 12 digits');
const organizationalUnitId = branded(isOrganizationalUnitId, 'expected an organizational unit id');

const eventFacts = object({
  id: short,
  name: short,
  catalogueId: short,
  region: short,
  actor: object({
    principal: v.optional(long),
    type: v.optional(short),
    sourceIp: v.optional(short),
    userAgent: v.optional(long),
    accessKeyId: v.optional(short),
    viaAssumeRoot: v.boolean(),
  }),
});

/** More than the triggers of any batch. */
const MAX_SOUGHT = 100;

const sought = v.pipe(
  v.array(
    object({
      kind: v.optional(v.picklist(CREDENTIAL_KINDS)),
      id: v.optional(v.pipe(v.string(), v.regex(CREDENTIAL_ID, 'expected the id of a credential'))),
      at: timestamp,
    }),
  ),
  v.maxLength(MAX_SOUGHT, `must have at most ${MAX_SOUGHT}`),
);

const ownMessage = v.variant('rootguard', [
  v.object({
    rootguard: v.literal('audit-request'),
    account: accountId,
    why: v.enum(REASONS),
    requestedAt: timestamp,
    event: v.optional(eventFacts),
    sought: v.optional(sought),
  }),
  v.object({
    rootguard: v.literal('sweep'),
    sweepId: short,
    account: object({
      id: accountId,
      name,
      state: v.enum(STATES),
      joinedMethod: v.optional(v.picklist(['INVITED', 'CREATED'])),
      joinedAt: v.optional(timestamp),
      organizationalUnits: v.array(organizationalUnitId),
    }),
    queuedAt: timestamp,
  }),
]);

export function isOwnMessage(body: JsonObject): boolean {
  return Object.hasOwn(body, 'rootguard');
}

/**
 * Reads a message that rootguard wrote. What a sweep item says about its account counts only on the sweep queue, where
 * nobody but the sweeper can send; elsewhere it is a request for an audit like any other.
 */
export function parseOwnMessage(body: JsonObject, queue: 'triggers' | 'sweep', sentAt: Date): ParsedMessage {
  const parsed = parse(ownMessage, body);
  if (parsed.type === 'invalid') {
    const [{ place, message }] = parsed.issues;
    return malformed(place || 'rootguard', message);
  }
  return { type: 'trigger', trigger: triggerFrom(parsed.value, queue, sentAt) };
}

function triggerFrom(
  message: v.InferOutput<typeof ownMessage>,
  queue: 'triggers' | 'sweep',
  sentAt: Date,
): Trigger {
  switch (message.rootguard) {
    case 'audit-request':
      return {
        type: 'audit-requested',
        account: message.account,
        why: message.why,
        at: withinDelivery(message.requestedAt, sentAt),
        event: message.event && withEveryClaim(message.event),
        ...(message.sought && {
          sought: message.sought.map(({ kind, id, at }) => ({ kind, id, at: withinDelivery(at, sentAt) })),
        }),
      };
    case 'sweep':
      return {
        type: 'swept',
        account: message.account.id,
        sweepId: message.sweepId,
        at: withinDelivery(message.queuedAt, sentAt),
        listed: queue === 'sweep' ? withEveryField(message.account) : undefined,
      };
  }
}

/** JSON leaves out what is undefined; the domain names every field. */
function withEveryClaim({ actor, ...event }: v.InferOutput<typeof eventFacts>): EventFacts {
  const { principal, type, sourceIp, userAgent, accessKeyId, viaAssumeRoot } = actor;
  return { ...event, actor: { principal, type, sourceIp, userAgent, accessKeyId, viaAssumeRoot } };
}

type ListedAccount = Extract<v.InferOutput<typeof ownMessage>, { rootguard: 'sweep' }>['account'];

function withEveryField({
  id,
  name,
  state,
  joinedMethod,
  joinedAt,
  organizationalUnits,
}: ListedAccount): MemberAccount {
  return { id, name, state, joinedMethod, joinedAt, organizationalUnits };
}
