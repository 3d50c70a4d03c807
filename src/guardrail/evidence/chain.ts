import { createHash } from 'node:crypto';

/*
 * A line of a bundle is a JSON object that starts with its number and the hash of the line before, and ends with its own
 * hash. That hash is the SHA-256 of the line without it, so that anybody can check one with standard tools:
 *
 *   {"line":2,"previous":"<hash of line 1>","type":"…", … ,"hash":"<sha256 of everything up to here, closed by }>"}
 */

/** The value of `previous` in the first line. */
export const NO_PREVIOUS = '0'.repeat(64);

/** The content of a line, without its number and hashes. */
export interface EvidenceRecord {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface ChainedLine {
  /** The type of its record. */
  readonly type: string;
  /** Without the line break. */
  readonly text: string;
  readonly hash: string;
}

/** @param line counted from 1 */
export function chainLine(record: EvidenceRecord, line: number, previous: string): ChainedLine {
  const unsigned = JSON.stringify({ line, previous, ...record });
  const hash = hashOf(unsigned);
  return { type: record.type, text: `${unsigned.slice(0, -1)},"hash":"${hash}"}`, hash };
}

/** A line of a bundle file; `intact` when its content matches its hash. */
export type ReadLine =
  | { readonly type: 'unusable' }
  | {
      readonly type: 'line';
      readonly line: number;
      readonly previous: string;
      readonly hash: string;
      readonly record: EvidenceRecord;
      readonly intact: boolean;
    };

const SIGNED = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/s;

export function readLine(text: string): ReadLine {
  const [, open, hash] = SIGNED.exec(text) ?? [];
  if (open === undefined || hash === undefined) return { type: 'unusable' };
  const unsigned = `${open}}`;
  const value = parseJson(unsigned);
  if (!isLine(value)) return { type: 'unusable' };
  const { line, previous, ...record } = value;
  return { type: 'line', line, previous, hash, record, intact: hashOf(unsigned) === hash };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is EvidenceRecord & { line: number; previous: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'line' in value &&
    typeof value.line === 'number' &&
    'previous' in value &&
    typeof value.previous === 'string' &&
    'type' in value &&
    typeof value.type === 'string'
  );
}
