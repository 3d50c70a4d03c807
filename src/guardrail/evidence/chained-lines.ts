import { type ChainedLine, chainLine, type EvidenceRecord, NO_PREVIOUS } from './chain.ts';

/**
 * The lines of a file, each chained to the one before: the header, the records, and a footer with how many records there are of
 * each type. Holds one line in memory at a time.
 */
export async function* chainLines(
  header: EvidenceRecord,
  records: AsyncIterable<EvidenceRecord>,
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

  yield chained(header);
  for await (const record of records) {
    counts[record.type] = (counts[record.type] ?? 0) + 1;
    yield chained(record);
  }
  yield chained({ type: 'footer', counts });
}
