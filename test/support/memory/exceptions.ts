import { isDeepStrictEqual } from 'node:util';
import { InvalidInputError, RootguardError } from '../../../src/domain/errors.ts';
import {
  type Exception,
  formatScope,
  isActive,
  type MalformedException,
} from '../../../src/domain/exception.ts';
import type { ParsedExceptionRow } from '../../../src/domain/exception-row.ts';
import type {
  ExceptionEditor,
  ExceptionReader,
  ExceptionWatch,
} from '../../../src/guardrail/ports/exceptions.ts';
import type { Clock } from '../../../src/guardrail/ports/platform.ts';
import { scopesOf } from '../approvals.ts';
import type { CallLog } from './call-log.ts';

export interface MemoryExceptions extends ExceptionReader, ExceptionWatch, ExceptionEditor {
  readonly rows: readonly ParsedExceptionRow[];
  /** Writes a row as edited by hand. */
  put(exception: Exception): void;
  putMalformed(malformed: MalformedException): void;
  /** Writes a row as it is parsed without a time: one whose ids are wrong is malformed until it has ended. */
  putRow(row: ParsedExceptionRow): void;
  remove(scope: string, id: string): void;
}

export function createMemoryExceptions(log: CallLog, clock: Clock): MemoryExceptions {
  const rows = createExceptionRows();
  return {
    get rows() {
      return rows.all();
    },
    put: rows.put,
    putMalformed: rows.putMalformed,
    putRow: rows.putRow,
    remove: rows.remove,
    ...createReader(rows, log),
    ...createWatch(rows, log, clock),
    ...createEditor(rows, log),
  };
}

type ExceptionRows = ReturnType<typeof createExceptionRows>;

function createExceptionRows() {
  const rows = new Map<string, { readonly scope: string; readonly row: ParsedExceptionRow }>();
  const keyOf = (scope: string, id: string) => `${scope} ${id}`;
  const putRow = (row: ParsedExceptionRow): void => {
    const scope = row.type === 'exception' ? formatScope(row.exception.scope) : row.malformed.scope;
    const { id } = row.type === 'exception' ? row.exception : row.malformed;
    rows.set(keyOf(scope, id), { scope, row });
  };
  return {
    all: (): readonly ParsedExceptionRow[] => [...rows.values()].map(({ row }) => row),
    in: (scopes: readonly string[]): readonly ParsedExceptionRow[] =>
      [...rows.values()].filter(({ scope }) => scopes.includes(scope)).map(({ row }) => row),
    get: (scope: string, id: string) => rows.get(keyOf(scope, id))?.row,
    put: (exception: Exception): void => putRow({ type: 'exception', exception }),
    putMalformed: (malformed: MalformedException): void => putRow({ type: 'malformed', malformed }),
    putRow,
    remove: (scope: string, id: string): void => {
      rows.delete(keyOf(scope, id));
    },
  };
}

function createReader(rows: ExceptionRows, log: CallLog): ExceptionReader {
  return {
    async readFor(account, now) {
      await log.enter('exceptions.readFor', account.id);
      const failure = log.takeFailure('dynamodb:Query', account.id);
      if (failure) return { type: 'unreadable', failure };
      const found = rows.in(scopesOf(account)).map((row) => rowAt(row, now));
      return {
        type: 'readable',
        exceptions: found.flatMap((row) => (row.type === 'exception' ? [row.exception] : [])),
        malformed: found.flatMap((row) => (row.type === 'malformed' ? [row.malformed] : [])),
      };
    },
  };
}

/** A row whose ids alone are wrong approves nothing any more once it has ended, and then is no issue. */
function rowAt(row: ParsedExceptionRow, now: Date): ParsedExceptionRow {
  if (row.type === 'exception' || row.exception === undefined || isActive(row.exception, now)) return row;
  return { type: 'exception', exception: row.exception };
}

function createWatch(rows: ExceptionRows, log: CallLog, clock: Clock): ExceptionWatch {
  return {
    async *scan() {
      await log.enter('exceptions.scan');
      for (const row of rows.all()) yield rowAt(row, clock.now());
    },
    async markProcessed(scope, id, at) {
      await log.enter('exceptions.markProcessed');
      const row = rows.get(formatScope(scope), id);
      if (row?.type === 'exception') rows.put({ ...row.exception, settledAt: at });
      return row !== undefined;
    },
  };
}

function createEditor(rows: ExceptionRows, log: CallLog): ExceptionEditor {
  return {
    async add(exception) {
      await log.enter('exceptions.add');
      const known = rows.get(formatScope(exception.scope), exception.id);
      if (isDeepStrictEqual(known, { type: 'exception', exception })) return;
      if (known) {
        throw new RootguardError('exception-exists', `the exception ${exception.id} exists already`);
      }
      rows.put(exception);
    },
    async revoke(scope, id, by, at) {
      await log.enter('exceptions.revoke');
      const row = rows.get(formatScope(scope), id);
      if (row === undefined) return 'not-found';
      if (row.type === 'malformed') {
        throw new InvalidInputError('exception-malformed', `exception ${id}`, row.malformed.issues);
      }
      const { revokedAt, revokedBy } = row.exception;
      if (revokedAt?.getTime() === at.getTime() && revokedBy === by) return 'revoked';
      if (!isActive(row.exception, at)) return 'already-ended';
      rows.put({ ...row.exception, revokedAt: at, revokedBy: by });
      return 'revoked';
    },
  };
}
