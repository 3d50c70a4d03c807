import * as v from 'valibot';
import { RootguardError } from '../../domain/errors.ts';
import { formatScope, parseScope, type WideScope } from '../../domain/exception.ts';
import { MODES } from '../../domain/policy.ts';
import { describeIssue, maybe, object, objectWithOthers, parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type {
  MalformedRequest,
  RequestedScope,
  SweepProgress,
  SweepState,
} from '../../guardrail/ports/sweep-state.ts';
import { createGraceEnds } from './grace-ends.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { number, timestamp } from './stored-shapes.ts';
import { conditionalWrite, getItem, type Item, putItem, type Table, toItem, updateItem } from './table.ts';

const progress = objectWithOthers({
  sweepId: v.string(),
  startedAt: timestamp,
  previousStartedAt: maybe(timestamp),
  /** Only used in reports: an unknown mode of a newer rootguard must not restart the sweep. */
  modes: v.fallback(v.optional(object({ mode: v.picklist(MODES), overrides: number })), undefined),
  next: maybe(v.string()),
  accountsQueued: number,
  finishedAt: maybe(timestamp),
  leasedUntil: timestamp,
  revision: number,
});

const SWEEP_KEY = { account: RESERVED_KEYS.sweep };

/** One item with an attribute for each scope, so that requests of several callers do not overwrite each other. */
const REQUESTS_KEY = { account: RESERVED_KEYS.requestedScopes };

export function createSweepState(table: Table): SweepState {
  return {
    async read() {
      const item = await getItem(table, SWEEP_KEY);
      if (item === undefined) return undefined;
      const { account: _key, schemaVersion: _version, ...stored } = item;
      const parsed = parse(progress, stored);
      if (parsed.type === 'parsed') return parsed.value;
      return {
        type: 'malformed',
        issues: parsed.issues.map((issue) => describeIssue(issue, 'item')),
        revision: typeof item.revision === 'number' ? item.revision : 0,
      };
    },
    write: (latest) => write(table, latest),
    ...createGraceEnds(table),
    requestScope: (scope, at) => requestScope(table, scope, at),
    async readRequestedScopes() {
      const {
        account: _key,
        schemaVersion: _version,
        ...requests
      } = (await getItem(table, REQUESTS_KEY)) ?? {};
      return Object.entries(requests).map(([key, at]) => requestFrom(key, at));
    },
    async clearRequestedScope({ scope, requestedAt }) {
      await conditionalWrite(
        updateItem(table, {
          Key: REQUESTS_KEY,
          UpdateExpression: 'REMOVE #scope',
          ConditionExpression: '#scope = :at',
          ExpressionAttributeNames: { '#scope': formatScope(scope) },
          ExpressionAttributeValues: { ':at': requestedAt.toISOString() },
        }),
      );
    },
  };
}

function requestFrom(key: string, at: unknown): RequestedScope | MalformedRequest {
  const parsed = parseScope(key);
  const scope = parsed?.type === 'account' ? undefined : parsed;
  if (scope === undefined) {
    const issue = 'must be ou#<organizational unit id> or organization';
    return { type: 'malformed', key, scope, issue };
  }
  const time = parse(timestamp, at);
  return time.type === 'parsed'
    ? { scope, requestedAt: time.value }
    : { type: 'malformed', key, scope, issue: describeIssue(time.issues[0], key) };
}

/** The caller may only have permission to update this item, so the update itself returns what is stored. */
async function requestScope(table: Table, scope: WideScope, at: Date): Promise<void> {
  if (await recordRequest(table, scope, at, { type: 'none-or-older' })) return;
  for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
    const stored = (await currentRequests(table))[formatScope(scope)];
    const time = parse(timestamp, stored);
    const isAhead = time.type === 'parsed' && time.value >= at;
    const next = isAhead ? new Date(time.value.getTime() + 1) : at;
    const seen =
      stored === undefined ? ({ type: 'none-or-older' } as const) : ({ type: 'seen', stored } as const);
    if (await recordRequest(table, scope, next, seen)) return;
  }
  throw new RootguardError('request-contended', 'the request could not be recorded: too many conflicts');
}

/** Each conflict means that another request succeeded. */
const MAX_CONFLICTS = 100;

type Expected = { readonly type: 'none-or-older' } | { readonly type: 'seen'; readonly stored: unknown };

const IS_NONE_OR_OLDER = 'attribute_not_exists(#scope) OR #scope < :at';

const IS_AS_SEEN = '#scope = :seen';

function recordRequest(table: Table, scope: WideScope, at: Date, expected: Expected): Promise<boolean> {
  const isFirst = expected.type === 'none-or-older';
  return conditionalWrite(
    updateItem(table, {
      Key: REQUESTS_KEY,
      UpdateExpression: 'SET #scope = :at, #schemaVersion = :schemaVersion',
      ConditionExpression: isFirst ? IS_NONE_OR_OLDER : IS_AS_SEEN,
      ExpressionAttributeNames: { '#scope': formatScope(scope), '#schemaVersion': 'schemaVersion' },
      ExpressionAttributeValues: {
        ':at': at.toISOString(),
        ':schemaVersion': SCHEMA_VERSION,
        ...(!isFirst && { ':seen': expected.stored }),
      },
    }),
  );
}

/** Updates nothing, and returns the stored item. */
function currentRequests(table: Table): Promise<Item> {
  return updateItem(table, { Key: REQUESTS_KEY, ReturnValues: 'ALL_NEW' });
}

/** A revision that is not a number cannot have been read by another run, so no run continues from it. */
const NOT_STARTED = {
  ConditionExpression:
    'attribute_not_exists(#account) OR NOT attribute_type(#revision, :number) OR #revision = :zero',
  ExpressionAttributeNames: { '#account': 'account', '#revision': 'revision' },
  ExpressionAttributeValues: { ':number': 'N', ':zero': 0 },
};

function isStillAt(revision: number) {
  return {
    ConditionExpression: '#revision = :seen',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':seen': revision },
  };
}

/**
 * A retry after a lost answer is a conflict with its own write. The sweeper then leaves the sweep to the next run, after
 * the time of a lease; assuming success could let two sweepers run at once.
 */
async function write(table: Table, latest: SweepProgress): Promise<'written' | 'conflict'> {
  const condition = latest.revision === 1 ? NOT_STARTED : isStillAt(latest.revision - 1);
  const item = toItem({ ...SWEEP_KEY, schemaVersion: SCHEMA_VERSION, ...latest });
  return (await conditionalWrite(putItem(table, { Item: item, ...condition }))) ? 'written' : 'conflict';
}
