import * as v from 'valibot';
import { accountIdSchema, isAccountId, type MemberAccount } from '../domain/account.ts';
import { type AuditRequest, auditRequestSchema } from '../domain/audit-request.ts';
import { isJsonObject, type JsonObject } from '../domain/json-object.ts';
import { describeIssue, object, parse } from '../domain/schema.ts';
import { findUnknownValues, isNewerVersion, SCHEMA_VERSION } from '../domain/schema-version.ts';
import { type SweepItem, sweepItemSchema } from '../domain/sweep-item.ts';
import { AUDIT_REQUEST_REASONS, type Trigger } from '../domain/trigger.ts';
import { knownListedAccount, knownSoughtCredentials } from '../domain/unknown-trigger-values.ts';
import { CREDENTIAL_ID, MAX_LONG_CHARACTERS, printable } from './claims.ts';
import { malformed, type ParsedMessage } from './parsed-message.ts';
import { clampToLast24Hours, parseTimestamp } from './timestamp.ts';

/*
 * The messages that rootguard sends to itself: how they are written, and how they are read, as untrusted input. The field
 * `rootguard` is the type of a message; a change with which older messages in the queue do not parse needs a new type and
 * another schema version.
 */

export function writeAuditRequest({ account, why, requestedAt, event, sought }: AuditRequest): string {
  return write<AuditRequest>('audit-request', { account, why, requestedAt, event, sought });
}

export function writeSweepItem({ sweepId, account, queuedAt }: SweepItem): string {
  const { id, name, state, joinedMethod, joinedAt, organizationalUnits } = account;
  const listed: EveryField<MemberAccount> = { id, name, state, joinedMethod, joinedAt, organizationalUnits };
  return write<SweepItem>('sweep', { sweepId, account: listed, queuedAt });
}

/** A field that is added to a shape has to be written too. */
type EveryField<Shape> = Readonly<Record<keyof Shape, unknown>>;

function write<Shape>(rootguard: 'audit-request' | 'sweep', content: EveryField<Shape>): string {
  return JSON.stringify({ rootguard, schemaVersion: SCHEMA_VERSION, ...content });
}

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
  v.transform((text) => printable(text, MAX_LONG_CHARACTERS)),
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

const auditRequest = v.object({
  rootguard: v.literal('audit-request'),
  ...auditRequestSchema({
    short,
    long,
    credentialId: v.pipe(v.string(), v.regex(CREDENTIAL_ID, 'expected the id of a credential')),
    time: timestamp,
  }).entries,
});

const sweepItem = v.object({
  rootguard: v.literal('sweep'),
  ...sweepItemSchema({ id: short, name, time: timestamp }).entries,
});

const ownMessage = v.variant('rootguard', [auditRequest, sweepItem]);

/** A sweep item of a newer version whose other fields do not parse. */
const bareSweepItem = v.object({
  rootguard: v.literal('sweep'),
  sweepId: short,
  account: object({ id: accountIdSchema }),
});

export function isOwnMessage(body: JsonObject): boolean {
  return Object.hasOwn(body, 'rootguard');
}

/**
 * Reads a message that rootguard wrote. What a sweep item says about its account is used only on the sweep queue, to which only
 * the sweeper can send; on another queue it is a request for an audit like any other.
 *
 * A message of a newer version requests an audit of its account as well, even if its type is not known or its other fields do
 * not parse: an audit is always safe, and without it what the message is about may never be found.
 */
export function parseOwnMessage(body: JsonObject, queue: 'triggers' | 'sweep', sentAt: Date): ParsedMessage {
  const { known, issues } = withKnownValues(body);
  const parsed = parse(ownMessage, known);
  if (parsed.type === 'parsed') {
    const trigger = triggerFrom(parsed.value, queue, sentAt, issues.length > 0);
    return { type: 'trigger', trigger, ...(issues.length > 0 && { issues }) };
  }
  const trigger = isNewerVersion(body.schemaVersion) ? bareTriggerFrom(known, queue, sentAt) : undefined;
  if (trigger) {
    const unread = parsed.issues.map((issue) => describeIssue(issue, 'message'));
    return { type: 'trigger', trigger, issues: [...issues, ...unread] };
  }
  const [{ path, message }] = parsed.issues;
  return malformed(path, message);
}

function triggerFrom(
  message: v.InferOutput<typeof ownMessage>,
  queue: 'triggers' | 'sweep',
  sentAt: Date,
  hasUnknownValues: boolean,
): Trigger {
  switch (message.rootguard) {
    case 'audit-request':
      return {
        type: 'audit-requested',
        account: message.account,
        why: message.why,
        at: clampToLast24Hours(message.requestedAt, sentAt),
        event: message.event,
        ...(message.sought && {
          sought: message.sought.map(({ kind, id, at }) => ({
            kind,
            id,
            at: clampToLast24Hours(at, sentAt),
          })),
        }),
      };
    case 'sweep':
      return {
        type: 'swept',
        account: message.account.id,
        sweepId: message.sweepId,
        at: clampToLast24Hours(message.queuedAt, sentAt),
        listed: queue === 'sweep' && !hasUnknownValues ? message.account : undefined,
      };
  }
}

/**
 * On the sweep queue it is an audit of a sweep, of which there may be one for each account of the organization. Elsewhere it is an
 * audit request without a recognized reason, which is never answered by an earlier audit, and waits behind no other.
 * @returns undefined where the message has no account that can be read
 */
function bareTriggerFrom(
  message: JsonObject,
  queue: 'triggers' | 'sweep',
  sentAt: Date,
): Trigger | undefined {
  const swept = parse(bareSweepItem, message);
  if (swept.type === 'parsed') {
    const { account, sweepId } = swept.value;
    return { type: 'swept', account: account.id, sweepId, at: sentAt, listed: undefined };
  }
  const account = isJsonObject(message.account) ? message.account.id : message.account;
  if (typeof account !== 'string' || !isAccountId(account)) return undefined;
  return queue === 'sweep'
    ? { type: 'swept', account, sweepId: 'unrecognized', at: sentAt, listed: undefined }
    : { type: 'audit-requested', account, why: 'unrecognized', at: sentAt, event: undefined };
}

/**
 * Replaces or drops values that only another version of rootguard knows. They do not prevent the audit, which reads the account
 * itself anyway.
 */
function withKnownValues(body: JsonObject): {
  readonly known: JsonObject;
  readonly issues: readonly string[];
} {
  const { isUnknown, issues } = findUnknownValues();
  const known: Record<string, unknown> = { ...body };
  if (isUnknown('why', body.why, AUDIT_REQUEST_REASONS)) known.why = 'unrecognized';
  if (Array.isArray(body.sought)) {
    known.sought = knownSoughtCredentials('sought', body.sought, isUnknown);
  }
  const { account } = body;
  if (isJsonObject(account)) known.account = knownListedAccount('account', account, isUnknown);
  return { known, issues };
}
