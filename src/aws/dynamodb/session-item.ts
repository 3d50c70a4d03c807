import {
  type RecordedSession,
  recordedSessionSchema,
  type StoredSession,
} from '../../domain/recorded-session.ts';
import { describeIssue, parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { timeOf } from './ledger-item.ts';
import { EXPIRY_ATTRIBUTE, SESSION_PARTITIONS } from './session-keys.ts';
import { type Item, toItem } from './table.ts';

const DAY_SECONDS = 24 * 60 * 60;

const KEPT_SECONDS = 90 * DAY_SECONDS;

/** The rows of a session: that of its account, and a second one if it is foreign. */
export function sessionItems(session: RecordedSession): readonly Item[] {
  const { target, at, accessKeyId, eventId, foreign } = session;
  const fields = {
    ...toItem(session),
    schemaVersion: SCHEMA_VERSION,
    at: `${at.toISOString()}#${accessKeyId ?? eventId}`,
    [EXPIRY_ATTRIBUTE]: Math.floor(at.getTime() / 1000) + KEPT_SECONDS,
  };
  const partitions = [
    target ?? SESSION_PARTITIONS.unknownTarget,
    ...(foreign ? [SESSION_PARTITIONS.foreign] : []),
  ];
  return partitions.map((account) => ({ ...fields, account }));
}

export function parseSessionItem(item: Item): StoredSession {
  const parsed = parse(recordedSessionSchema, { ...item, at: timeOf(item.at) });
  if (parsed.type === 'parsed') return { type: 'session', session: parsed.value };
  return {
    type: 'malformed',
    partition: String(item.account),
    key: String(item.at),
    issues: parsed.issues.map((issue) => describeIssue(issue, 'session')),
  };
}
