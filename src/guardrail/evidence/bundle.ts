import type { MemberAccount } from '../../domain/account.ts';
import { formatScope } from '../../domain/exception.ts';
import type { ParsedExceptionRow } from '../../domain/exception-row.ts';
import type { StoredEntry } from '../../domain/ledger-entry.ts';
import type { StoredPosture } from '../ports/records.ts';
import { type ChainedLine, chainLine, type EvidenceRecord, NO_PREVIOUS } from './chain.ts';

/** The format and its version; a rootguard that writes other lines gives it another number. */
export const FORMAT = 'rootguard-evidence/1';

/** The type of the line that stands for an entry of the ledger that does not parse. */
export const MALFORMED_LEDGER_ENTRY = 'malformed-ledger-entry';

export interface BundleHeader {
  readonly organizationId: string;
  /** Ledger entries from then on; everything else as it is now. */
  readonly since: Date;
  /** Ledger entries before then; all that there are without it. */
  readonly until?: Date | undefined;
  readonly createdAt: Date;
  /** The ARN of whoever writes it. */
  readonly createdBy: string;
}

export interface BundleSources {
  readonly accounts: AsyncIterable<MemberAccount>;
  /** Of every partition: also of accounts that have left the organization or never were in it. */
  readonly ledger: AsyncIterable<StoredEntry>;
  readonly posture: AsyncIterable<StoredPosture>;
  readonly exceptions: AsyncIterable<ParsedExceptionRow>;
}

/**
 * The lines of an evidence bundle, each chained to the one before: a header, the accounts of the organization, the
 * ledger, the posture of each account, every exception, and a footer that counts them. Holds one line at a time.
 */
export async function* writeBundle(
  header: BundleHeader,
  sources: BundleSources,
): AsyncGenerator<ChainedLine> {
  const counts: Record<string, number> = Object.create(null);
  let line = 0;
  let previous = NO_PREVIOUS;
  const chained = (record: EvidenceRecord): ChainedLine => {
    line += 1;
    const next = chainLine(record, line, previous);
    previous = next.hash;
    return next;
  };

  yield chained({ type: 'header', format: FORMAT, ...header });
  for await (const record of recordsOf(sources)) {
    counts[record.type] = (counts[record.type] ?? 0) + 1;
    yield chained(record);
  }
  yield chained({ type: 'footer', counts });
}

/** Entries of the ledger before then, by the time in their keys: also those that do not parse. */
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

/** What could not be read is named, so that nobody takes the bundle for all there is. */
function ledgerRecord(entry: StoredEntry): EvidenceRecord {
  if (entry.type !== 'malformed') return { type: 'ledger', entry };
  const { account, key, issues } = entry;
  return { type: MALFORMED_LEDGER_ENTRY, entry: { account, key, issues } };
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
