import type { AnnouncedEvent } from '../domain/announced-event.ts';
import { parseCloudTrailEvent } from './cloudtrail-event.ts';
import { parseJsonObject } from './json.ts';
import { type OwnPartChanged, parseOwnPartEvent } from './own-parts/parse-own-part-event.ts';
import type { WatchedInstallation } from './own-parts/read-own-part-change.ts';
import { type Irrelevant, irrelevant, type Malformed, malformed } from './parsed-message.ts';
import { isSessionOpening, type OpenedSession, parseSessionOpening } from './session-opening.ts';

/** What a message of the queues `activity` and `memberActivity` means: it is recorded and notified, and needs no audit. */
export type ParsedActivity =
  | OwnPartChanged
  | { readonly type: 'announcement'; readonly announced: AnnouncedEvent }
  | OpenedSession
  | Irrelevant
  | Malformed;

/**
 * Reads an untrusted message, layer by layer. Never throws, whatever the body is.
 * @param sentAt SQS's SentTimestamp: set by SQS itself, unlike anything in the body
 */
export function parseActivity(body: string, sentAt: Date, installation: WatchedInstallation): ParsedActivity {
  const json = parseJsonObject(body);
  if (json.type === 'unusable') return malformed('body', json.message);
  if (isSessionOpening(json.value)) {
    const isReplay = json.value['replay-name'] !== undefined;
    return isReplay ? irrelevant('replayed') : parseSessionOpening(json.value, sentAt);
  }
  const ownPart = parseOwnPartEvent(json.value, sentAt, installation);
  if (ownPart !== undefined) return ownPart;
  const { managementAccountId } = installation;
  const parsed = parseCloudTrailEvent(json.value, { sentAt, arrivedAt: sentAt }, managementAccountId);
  switch (parsed.type) {
    case 'announcement':
    case 'irrelevant':
    case 'malformed':
      return parsed;
    default:
      return irrelevant('audited-elsewhere');
  }
}
