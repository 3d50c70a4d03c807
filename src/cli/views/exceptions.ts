import {
  type Exception,
  effectOfMalformedRow,
  endOf,
  formatScope,
  isActive,
  type MalformedException,
} from '../../domain/exception.ts';
import { splitRows } from '../../domain/exception-row.ts';
import type { ExceptionWatch } from '../../guardrail/ports/exceptions.ts';
import { formatDuration } from '../options/duration.ts';
import { type Block, type Cell, lines, type Rows, table } from '../output/result.ts';

export interface AllExceptions {
  readonly exceptions: readonly Exception[];
  readonly malformed: readonly MalformedException[];
}

/** Reads every row of the table; the first to expire comes first. */
export async function readAllExceptions({ scan }: Pick<ExceptionWatch, 'scan'>): Promise<AllExceptions> {
  const { exceptions, malformed } = await splitRows(scan());
  return { exceptions: exceptions.sort((one, other) => endTime(one) - endTime(other)), malformed };
}

export type ExceptionState = 'active' | 'expired' | 'revoked';

export function stateOf(exception: Exception, now: Date): ExceptionState {
  if (isActive(exception, now)) return 'active';
  const { revokedAt } = exception;
  return revokedAt !== undefined && revokedAt <= now ? 'revoked' : 'expired';
}

/** An exception in the JSON of every command. `expiresAt` is null for one that is permanent. */
export function exceptionJson(exception: Exception, now: Date) {
  const { scope, id, expiresAt, ...rest } = exception;
  return {
    scope: formatScope(scope),
    id,
    state: stateOf(exception, now),
    credentials: rest.credentials,
    credentialIds: rest.credentialIds ?? null,
    reason: rest.reason,
    approvedBy: rest.approvedBy,
    ticket: rest.ticket ?? null,
    createdAt: rest.createdAt ?? null,
    expiresAt: expiresAt === 'never' ? null : expiresAt,
    permanent: expiresAt === 'never',
    revokedAt: rest.revokedAt ?? null,
    revokedBy: rest.revokedBy ?? null,
  };
}

export function exceptionTable(exceptions: readonly Exception[], now: Date): Block {
  return table(
    ['scope', 'id', 'state', 'covers', 'until', 'approved by', 'reason'],
    exceptions.map((exception): Cell[] => {
      const { scope, id, approvedBy, reason, ticket } = exception;
      const state = stateOf(exception, now);
      return [
        formatScope(scope),
        id,
        { value: state, tone: state === 'active' ? 'good' : 'faint' },
        coverageOf(exception),
        untilText(exception, now),
        approvedBy,
        ticket === undefined ? reason : `${reason} (${ticket})`,
      ];
    }),
  );
}

/** The kinds, and the ids if it is limited to some. */
export function coverageOf({
  credentials,
  credentialIds,
}: Pick<Exception, 'credentials' | 'credentialIds'>): string {
  const only = credentialIds === undefined ? [] : [`only ${credentialIds.join(', ')}`];
  return [...credentials, ...only].join(', ');
}

export function exceptionCsv(exceptions: readonly Exception[], now: Date): Rows {
  return {
    columns: [
      'scope',
      'id',
      'state',
      'credentials',
      'credentialIds',
      'reason',
      'approvedBy',
      'ticket',
      'createdAt',
      'expiresAt',
      'revokedAt',
      'revokedBy',
    ],
    rows: exceptions.map((exception) => [
      formatScope(exception.scope),
      exception.id,
      stateOf(exception, now),
      exception.credentials.join(' '),
      exception.credentialIds?.join(' '),
      exception.reason,
      exception.approvedBy,
      exception.ticket,
      exception.createdAt,
      exception.expiresAt,
      exception.revokedAt,
      exception.revokedBy,
    ]),
  };
}

export function malformedBlocks(malformed: readonly MalformedException[]): readonly Block[] {
  if (malformed.length === 0) return [];
  return [
    { type: 'lines', lines: ['These rows do not parse:'], tone: 'bad' },
    ...malformed.map((row) =>
      lines(
        `${row.scope || '(no scope)'} ${row.id || '(no id)'}: ${effectOfMalformedRow(row)}`,
        ...row.issues.map((issue) => `  ${issue}`),
      ),
    ),
  ];
}

function untilText(exception: Exception, now: Date): Cell {
  const end = endOf(exception);
  if (end === undefined) return { value: 'permanent', tone: 'doubtful' };
  if (!isActive(exception, now)) return end;
  return `${end.toISOString().slice(0, 16)}Z (${formatDuration((end.getTime() - now.getTime()) / 1000)} left)`;
}

function endTime(exception: Exception): number {
  return endOf(exception)?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
