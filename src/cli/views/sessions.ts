import type { AccountId } from '../../domain/account.ts';
import { counted } from '../../domain/counted.ts';
import { isDenied, type RecordedSession, type StoredSession } from '../../domain/recorded-session.ts';
import { type Block, type Cell, lines, type Result, type Rows, table } from '../output/result.ts';

interface Shown {
  readonly account: AccountId | undefined;
  readonly foreign: boolean;
  readonly since: Date | undefined;
  readonly stored: readonly StoredSession[];
}

type MalformedRow = Extract<StoredSession, { readonly type: 'malformed' }>;

export function sessionsResult({ account, foreign, since, stored }: Shown): Result {
  const sessions = stored.flatMap((one) => (one.type === 'session' ? [one.session] : []));
  const malformed = stored.flatMap((one) => (one.type === 'malformed' ? [one] : []));
  const what = `${foreign ? 'foreign ' : ''}session`;
  const where = account === undefined ? '' : ` in account ${account}`;
  const range = since === undefined ? '' : ` since ${since.toISOString()}`;
  const number = sessions.length === 0 ? `No ${what}s` : counted(sessions.length, what);
  return {
    exit: malformed.length === 0 ? 'ok' : 'unknown',
    json: { since: since ?? null, sessions: sessions.map(sessionJson), malformed: malformed.map(rowJson) },
    blocks: [
      ...(sessions.length === 0 ? [] : [sessionTable(sessions)]),
      ...malformedBlocks(malformed),
      lines(`${number}${where}${range}.`),
    ],
    csv: sessionCsv(sessions),
  };
}

function sessionJson(session: RecordedSession) {
  const { accessKeyId, openedBy, role, target, task, region, sourceIp, userAgent, at, foreign } = session;
  return {
    accessKeyId: accessKeyId ?? null,
    openedBy,
    role: role ?? null,
    account: target ?? null,
    task: task ?? null,
    region,
    sourceIp: sourceIp ?? null,
    userAgent: userAgent ?? null,
    at,
    foreign,
    denied: isDenied(session),
    eventId: session.eventId,
  };
}

function rowJson({ partition, key, issues }: MalformedRow) {
  return { partition, key, issues };
}

function sessionTable(sessions: readonly RecordedSession[]): Block {
  return table(
    ['time', 'account', 'opened by', 'whose', 'task', 'session key', 'from', 'Region'],
    sessions.map((session) => [
      session.at,
      session.target,
      session.openedBy,
      whose(session),
      session.task,
      session.accessKeyId ?? { value: 'denied', tone: 'doubtful' },
      session.sourceIp,
      session.region,
    ]),
  );
}

function whose({ foreign }: RecordedSession): Cell {
  return foreign ? { value: 'foreign', tone: 'bad' } : { value: 'known', tone: 'good' };
}

function malformedBlocks(rows: readonly MalformedRow[]): readonly Block[] {
  if (rows.length === 0) return [];
  return [
    { type: 'lines', lines: ['These rows of the session register cannot be read:'], tone: 'bad' },
    lines(...rows.map(({ partition, key, issues }) => `  ${partition} ${key}: ${issues.join('; ')}`)),
  ];
}

function sessionCsv(sessions: readonly RecordedSession[]): Rows {
  return {
    columns: [
      'at',
      'account',
      'openedBy',
      'role',
      'foreign',
      'denied',
      'task',
      'accessKeyId',
      'sourceIp',
      'region',
      'userAgent',
      'eventId',
    ],
    rows: sessions.map((session) => [
      session.at,
      session.target,
      session.openedBy,
      session.role,
      session.foreign,
      isDenied(session),
      session.task,
      session.accessKeyId,
      session.sourceIp,
      session.region,
      session.userAgent,
      session.eventId,
    ]),
  };
}
