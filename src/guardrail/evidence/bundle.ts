import type { MemberAccount } from '../../domain/account.ts';
import { formatScope } from '../../domain/exception.ts';
import type { ParsedExceptionRow } from '../../domain/exception-row.ts';
import { describedEntry, type StoredEntry } from '../../domain/ledger-entry.ts';
import type { StoredPosture } from '../ports/posture.ts';
import type { ChainedLine, EvidenceRecord } from './chain.ts';
import { chainLines } from './chained-lines.ts';

/**
 * The format and its version. Version 2 has the current names in its records, such as the state `compliant`, `decisions` with an
 * `action`, and the `issues` of what does not parse. The chain is the same in both versions.
 */
const FORMAT = 'rootguard-evidence/2';

/** The formats that can be verified. */
export const FORMATS: readonly string[] = ['rootguard-evidence/1', FORMAT];

/** The type of the line for an entry of the ledger that does not parse; its `known` is what this version can read of it. */
export const MALFORMED_LEDGER_ENTRY = 'malformed-ledger-entry';

export interface BundleHeader {
  readonly organizationId: string;
  /** The bundle has ledger entries from then on, and everything else as it is now. */
  readonly since: Date;
  /** Ledger entries before then; all of them where it is undefined. */
  readonly until?: Date | undefined;
  readonly createdAt: Date;
  /** The ARN of the caller who writes it. */
  readonly createdBy: string;
}

export interface BundleSources {
  readonly accounts: AsyncIterable<MemberAccount>;
  /** Of every partition, including accounts that have left the organization or were never in it. */
  readonly ledger: AsyncIterable<StoredEntry>;
  readonly posture: AsyncIterable<StoredPosture>;
  readonly exceptions: AsyncIterable<ParsedExceptionRow>;
}

/**
 * The lines of an evidence bundle, each chained to the one before: a header, the accounts of the organization, the
 * ledger, the posture of each account, every exception, and a footer with their counts. Holds one line in memory at a time.
 */
export function writeBundle(header: BundleHeader, sources: BundleSources): AsyncGenerator<ChainedLine> {
  return chainLines({ type: 'header', format: FORMAT, ...header }, recordsOf(sources));
}

/** Ledger entries before `until`. For those that do not parse, the time in the key is used. */
export async function* entriesBefore(
  until: Date | undefined,
  entries: AsyncIterable<StoredEntry>,
): AsyncGenerator<StoredEntry> {
  for await (const entry of entries) {
    const at = entry.type === 'malformed' ? entry.key : entry.at.toISOString();
    if (until === undefined || at < until.toISOString()) yield entry;
  }
}

async function* recordsOf(sources: BundleSources): AsyncGenerator<EvidenceRecord> {
  for await (const account of sources.accounts) yield { type: 'account', account };
  for await (const entry of sources.ledger) yield ledgerRecord(entry);
  for await (const stored of sources.posture) yield postureRecord(stored);
  for await (const row of sources.exceptions) yield exceptionRecord(row);
}

/** An entry that does not parse has a line too, so that the bundle is not mistaken for complete. */
function ledgerRecord(entry: StoredEntry): EvidenceRecord {
  if (entry.type !== 'malformed') return { type: 'ledger', entry: describedEntry(entry) };
  const { account, key, issues, known } = entry;
  return {
    type: MALFORMED_LEDGER_ENTRY,
    entry: { account, key, issues, known: known && describedEntry(known) },
  };
}

function postureRecord({ account, posture, enforcements, issues }: StoredPosture): EvidenceRecord {
  const open = enforcements.length > 0 && { enforcements };
  if (issues.length > 0) {
    return { type: 'malformed-posture', account, issues, ...(posture && { posture }), ...open };
  }
  return { type: 'posture', posture: posture ?? { account }, ...open };
}

function exceptionRecord(row: ParsedExceptionRow): EvidenceRecord {
  if (row.type === 'malformed') return { type: 'malformed-exception', exception: row.malformed };
  const { scope, ...exception } = row.exception;
  return { type: 'exception', exception: { scope: formatScope(scope), ...exception } };
}
