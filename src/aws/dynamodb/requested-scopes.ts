import { RootguardError } from '../../domain/errors.ts';
import { formatScope, parseScope, type WideScope } from '../../domain/exception.ts';
import { describeIssue, parse, utcTimestamp } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type {
  MalformedRequest,
  RequestedScope,
  RequestedScopes,
} from '../../guardrail/ports/requested-scopes.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { conditionalWrite, getItem, type Item, MAX_CONFLICTS, type Table, updateItem } from './table.ts';

/** One item with an attribute for each scope, so that requests of several callers do not overwrite each other. */
const KEY = { account: RESERVED_KEYS.requestedScopes };

export function createRequestedScopes(table: Table): RequestedScopes {
  return {
    request: (scope, at) => request(table, scope, at),
    async read() {
      const { account: _key, schemaVersion: _version, ...requests } = (await getItem(table, KEY)) ?? {};
      return Object.entries(requests).map(([key, stored]) => requestFrom(key, stored));
    },
    async clear({ scope, stored }) {
      await conditionalWrite(
        updateItem(table, {
          Key: KEY,
          UpdateExpression: 'REMOVE #scope',
          ConditionExpression: IS_AS_SEEN,
          ExpressionAttributeNames: { '#scope': formatScope(scope) },
          ExpressionAttributeValues: { ':seen': stored },
        }),
      );
    },
  };
}

function requestFrom(key: string, stored: unknown): RequestedScope | MalformedRequest {
  const parsed = parseScope(key);
  const scope = parsed?.type === 'account' ? undefined : parsed;
  if (scope === undefined) {
    const issue = 'must be ou#<organizational unit id> or organization';
    return { type: 'malformed', key, scope, issue };
  }
  const time = parse(utcTimestamp, stored);
  return time.type === 'parsed'
    ? { type: 'requested', scope, requestedAt: time.value, stored }
    : { type: 'malformed', key, scope, issue: describeIssue(time.issues[0], key) };
}

/** The caller may only have permission to update this item, so the update itself returns what is stored. */
async function request(table: Table, scope: WideScope, at: Date): Promise<void> {
  if (await recordRequest(table, scope, at, { type: 'none-or-older' })) return;
  for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
    const stored = (await currentRequests(table))[formatScope(scope)];
    const time = parse(utcTimestamp, stored);
    const isAhead = time.type === 'parsed' && time.value >= at;
    const next = isAhead ? new Date(time.value.getTime() + 1) : at;
    const seen =
      stored === undefined ? ({ type: 'none-or-older' } as const) : ({ type: 'seen', stored } as const);
    if (await recordRequest(table, scope, next, seen)) return;
  }
  throw new RootguardError('request-contended', 'the request could not be recorded: too many conflicts');
}

type Expected = { readonly type: 'none-or-older' } | { readonly type: 'seen'; readonly stored: unknown };

const IS_NONE_OR_OLDER = 'attribute_not_exists(#scope) OR #scope < :at';

const IS_AS_SEEN = '#scope = :seen';

function recordRequest(table: Table, scope: WideScope, at: Date, expected: Expected): Promise<boolean> {
  const isFirst = expected.type === 'none-or-older';
  return conditionalWrite(
    updateItem(table, {
      Key: KEY,
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
  return updateItem(table, { Key: KEY, ReturnValues: 'ALL_NEW' });
}
