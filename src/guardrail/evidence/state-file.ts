import * as v from 'valibot';
import { collect } from '../../concurrency/collect.ts';
import { accountIdSchema } from '../../domain/account.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { isJsonObject } from '../../domain/json-object.ts';
import { describeIssue, MAX_ISSUES, type Output, object, parse, utcTimestamp } from '../../domain/schema.ts';
import { STATE_TABLES, type StateReader, type StateTable, type StoredItem } from '../ports/state-tables.ts';
import { type ChainedLine, type EvidenceRecord, NO_PREVIOUS, readLine } from './chain.ts';
import { chainLines } from './chained-lines.ts';
import { type BundleVerification, verifyBundle } from './verify.ts';

/** The format and its version. The chain is that of evidence bundles; the items are as DynamoDB stores them. */
const FORMAT = 'rootguard-state/1';

const headerSchema = object({
  organizationId: v.string(),
  /** Whose tables were exported. */
  homeAccountId: accountIdSchema,
  createdAt: utcTimestamp,
  /** The ARN of the caller who wrote it. */
  createdBy: v.string(),
});

export interface StateHeader extends Output<typeof headerSchema> {}

/** An item of a state file, and the table it is of. */
export interface StateItem {
  readonly table: StateTable;
  readonly item: StoredItem;
}

/**
 * The lines of a state file: a header, the items of each table in the order in which they have to be written, and a footer with
 * their counts.
 * @param since of the ledger, only entries from then on
 */
export function writeState(
  header: StateHeader,
  tables: StateReader,
  since: Date | undefined,
): AsyncGenerator<ChainedLine> {
  return chainLines({ type: 'header', format: FORMAT, ...header, since }, recordsOf(tables, since));
}

/**
 * The settings are written last and read first. If they were read later than the exceptions, they could permit removals for which
 * somebody has added an exception that is not in the file.
 */
async function* recordsOf(tables: StateReader, since: Date | undefined): AsyncGenerator<EvidenceRecord> {
  const settings = await collect(tables.readAll('settings'));
  for (const table of STATE_TABLES) {
    const items = table === 'settings' ? settings : tables.readAll(table, since);
    for await (const item of items) yield { type: table, item };
  }
}

export function verifyState(lines: AsyncIterable<string>): Promise<BundleVerification> {
  return verifyBundle(lines, [FORMAT]);
}

export type StateContents =
  | { readonly type: 'readable'; readonly header: StateHeader }
  /** Each issue names its line. */
  | { readonly type: 'unusable'; readonly issues: readonly [string, ...string[]] };

/**
 * Reads a file whose chain is intact, which says nothing about what is in the lines.
 * @param issuesOf what is wrong with an item
 */
export async function checkState(
  lines: AsyncIterable<string>,
  issuesOf: (table: StateTable, item: unknown) => readonly string[],
): Promise<StateContents> {
  const issues: string[] = [];
  let header: StateHeader | undefined;
  let position = 0;
  for await (const text of lines) {
    position += 1;
    const record = recordIn(text);
    const found = record === undefined ? ['is not a line of a state file'] : issuesIn(record);
    issues.push(...found.slice(0, MAX_ISSUES - issues.length).map((issue) => `line ${position}: ${issue}`));
  }
  const [first, ...others] = issues;
  if (first !== undefined) return { type: 'unusable', issues: [first, ...others] };
  return header === undefined
    ? { type: 'unusable', issues: ['line 1: is not a header'] }
    : { type: 'readable', header };

  function issuesIn(record: EvidenceRecord): readonly string[] {
    if (record.type === 'footer') return [];
    if (isStateTable(record.type)) return issuesOf(record.type, record.item);
    if (record.type !== 'header') return ['type: is of no table that rootguard imports'];
    const parsed = parse(headerSchema, record);
    if (parsed.type === 'invalid') return parsed.issues.map((issue) => describeIssue(issue, 'header'));
    header = parsed.value;
    return [];
  }
}

/**
 * The items of a file that was checked. The chain is followed again, so that a change since then is
 * noticed, at the latest at the end.
 * @param checked the digest of the file that was checked
 * @throws InvalidInputError `invalid-file`, at the first line that is not chained, and at the end where the digest is another one
 */
export async function* stateItems(lines: AsyncIterable<string>, checked: string): AsyncGenerator<StateItem> {
  let previous = NO_PREVIOUS;
  for await (const text of lines) {
    const line = readLine(text);
    if (line.type === 'unusable' || !line.intact || line.previous !== previous) throw changedMeanwhile();
    previous = line.hash;
    const { type, item } = line.record;
    if (isStateTable(type) && isJsonObject(item)) yield { table: type, item };
  }
  if (previous !== checked) throw changedMeanwhile();
}

function changedMeanwhile(): InvalidInputError {
  return new InvalidInputError('invalid-file', 'file', ['the file was changed while it was read']);
}

function recordIn(text: string): EvidenceRecord | undefined {
  const line = readLine(text);
  return line.type === 'line' ? line.record : undefined;
}

function isStateTable(type: string): type is StateTable {
  return STATE_TABLES.some((table) => table === type);
}
