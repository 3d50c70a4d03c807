import type { AccountId } from '../domain/account.ts';
import type { AnnouncedEvent } from '../domain/announced-event.ts';
import type { JsonObject } from '../domain/json-object.ts';
import { isAccountIdValue, searchAccounts } from './arrived-account.ts';
import type { Announced, AnnouncedCondition } from './catalogue/watched-event.ts';
import { claim } from './claims.ts';
import { valueAt } from './json.ts';
import { type Irrelevant, irrelevant, type Malformed, malformed } from './parsed-message.ts';
import { managementEventsLeft, stillLogsManagementEvents } from './trail-change.ts';

type Announcement = { readonly type: 'announcement'; readonly announced: AnnouncedEvent };

interface Facts extends Pick<AnnouncedEvent, 'at' | 'event'> {
  /** The account that logged it. */
  readonly account: AccountId;
  readonly managementAccountId: AccountId;
}

/** Reads an event that is notified without an audit. Of its parameters only those that the catalogue names are kept. */
export function readAnnouncedEvent(
  envelope: JsonObject,
  { topic, by, accountAt, details = {}, only }: Announced,
  { account, at, event, managementAccountId }: Facts,
): Announcement | Irrelevant | Malformed {
  if (by === 'root' && event.actor.type !== 'Root') return irrelevant('not-root');
  const ignored = only && reasonToIgnore(envelope, only, managementAccountId);
  if (ignored !== undefined) return ignored;
  return {
    type: 'announcement',
    announced: {
      type: 'event-announced',
      topic,
      account: concernedAccount(envelope, accountAt) ?? account,
      at,
      event,
      details: {
        ...detailsIn(envelope, details),
        ...(only?.type === 'narrows-trail' && leftInTrail(envelope)),
      },
      errorCode: claim(valueAt(envelope, 'detail.errorCode')),
    },
  };
}

function concernedAccount(envelope: JsonObject, accountAt: Announced['accountAt']): AccountId | undefined {
  if (accountAt === undefined) return undefined;
  if (accountAt === 'search') return searchAccounts(envelope)[0];
  const value = valueAt(envelope, accountAt);
  return isAccountIdValue(value) ? value : undefined;
}

/** Without what the event does not name: a refused call has no parameters. */
function detailsIn(
  envelope: JsonObject,
  paths: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const named = Object.entries(paths).flatMap(([name, path]) => {
    const value = claim(valueAt(envelope, path));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(named);
}

function leftInTrail(envelope: JsonObject): Readonly<Record<string, string>> {
  const managementEvents = managementEventsLeft(valueAt(envelope, 'detail.requestParameters'));
  return managementEvents === undefined ? {} : { managementEvents };
}

/** Policies of other types, such as those of tags and backups, deny nothing. */
const DENYING_POLICY_TYPES: readonly unknown[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'];

function reasonToIgnore(
  envelope: JsonObject,
  only: AnnouncedCondition,
  managementAccountId: AccountId,
): Irrelevant | Malformed | undefined {
  switch (only.type) {
    case 'service': {
      const path = 'detail.requestParameters.servicePrincipal';
      const service = valueAt(envelope, path);
      if (typeof service !== 'string') return malformed(path, 'expected a string');
      return only.services.includes(service) ? undefined : irrelevant('other-service');
    }
    case 'denying-policy': {
      const type = only.policyTypeAt && valueAt(envelope, only.policyTypeAt);
      const isOther = type !== undefined && !DENYING_POLICY_TYPES.includes(type);
      // Policies do not apply to the management account.
      const isOfManagement = valueAt(envelope, 'detail.requestParameters.targetId') === managementAccountId;
      return isOther || isOfManagement ? irrelevant('other-policy') : undefined;
    }
    case 'narrows-trail':
      return stillLogsManagementEvents(valueAt(envelope, 'detail.requestParameters'))
        ? irrelevant('trail-still-logs')
        : undefined;
  }
}
