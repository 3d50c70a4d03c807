import { InvalidInputError } from '../../../domain/errors.ts';
import { entriesBefore, MALFORMED_LEDGER_ENTRY, writeBundle } from '../../../guardrail/evidence/bundle.ts';
import type { ChainedLine } from '../../../guardrail/evidence/chain.ts';
import { listAllAccounts } from '../../../guardrail/operate/list-accounts.ts';
import { refuseToOverwrite, refuseUnwritable, writeFilePieces } from '../../files/write-file.ts';
import { parseSince, resolveSince } from '../../options/duration.ts';
import { optional, required } from '../../options/option.ts';
import { text } from '../../options/parsers.ts';
import { type Block, lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';

const SINCE = required(
  '--since <when>',
  'start of the period: a duration such as 90d, or a time',
  parseSince,
);
const UNTIL = optional(
  '--until <when>',
  'end of the period, exclusive, so that consecutive bundles do not overlap; default: now',
  parseSince,
);
const OUT = required('--out <file>', 'file to write; it must not exist', text);

export const evidenceWrite = defineCommand({
  description: [
    'Writes one JSON Lines file for auditors: every account of the organization, every ledger entry of the period, the posture of each account and every exception. Each line contains the SHA-256 of the line before, so that `rootguard evidence verify` finds lines that were changed, removed, inserted or reordered.',
    'It prints a digest of the whole file. Store the digest separately: without it, a file whose chain was rewritten from end to end looks intact. The chain proves that the lines are those that had this digest; it does not prove that the ledger was correct or complete when they were written.',
  ],
  options: { since: SINCE, until: UNTIL, file: OUT },
  examples: [
    'rootguard evidence --since 90d --out evidence-2026-q4.jsonl',
    'rootguard evidence --since 2026-10-01 --until 2027-01-01 --out evidence-2026-q4.jsonl',
  ],
  exitCodes: {
    unknown:
      'the bundle is written, but some entries of the ledger cannot be read, or only in part; the bundle lists their keys',
  },
  async run(context, args) {
    const out = args.file;
    await refuseToOverwrite(out);
    await refuseUnwritable(out);
    const ports = await context.ports();
    const { createReportPorts } = await import('../../../runtime/operator/report-ports.ts');
    const { ledgerArchive } = createReportPorts(ports);
    const now = ports.clock.now();
    const since = resolveSince(args.since, now);
    const to = args.until;
    const until = to && resolveSince(to, now);
    if (until !== undefined && until <= since) {
      throw new InvalidInputError('invalid-command-line', '--until', [
        `--until: ${until.toISOString()} is not after ${since.toISOString()}, which --since names`,
      ]);
    }
    const { organizationId, caller } = ports.target;
    const bundle = writeBundle(
      { organizationId, since, until, createdAt: now, createdBy: caller.arn },
      {
        accounts: listAllAccounts(ports.lister),
        ledger: entriesBefore(until, ledgerArchive.readAll(since)),
        posture: ports.posture.readAll(),
        exceptions: ports.exceptionWatch.scan(),
      },
    );
    const { written, digest, malformedEntries } = await writeCounted(out, bundle);
    return {
      exit: malformedEntries === 0 ? 'ok' : 'unknown',
      json: { file: out, since, until: until ?? null, lines: written, digest, malformedEntries },
      blocks: [
        lines(`${out}: ${written} lines`, `digest: ${digest}`),
        ...(malformedEntries === 0 ? [] : [incomplete(malformedEntries)]),
      ],
      csv: {
        columns: ['file', 'since', 'lines', 'digest', 'malformedEntries'],
        rows: [[out, since, written, digest, malformedEntries]],
      },
    };
  },
});

/** The digest of the bundle is the hash of its last line, as each hash includes the one before. */
async function writeCounted(file: string, bundle: AsyncIterable<ChainedLine>) {
  const counts = { written: 0, digest: '', malformedEntries: 0 };
  async function* counted() {
    for await (const { type, text: line, hash } of bundle) {
      counts.written += 1;
      counts.digest = hash;
      if (type === MALFORMED_LEDGER_ENTRY) counts.malformedEntries += 1;
      yield `${line}\n`;
    }
  }
  await writeFilePieces(file, counted());
  return counts;
}

function incomplete(entries: number): Block {
  return {
    type: 'lines',
    lines: [
      `Ledger entries that cannot be read, or only in part: ${entries}. The bundle names each by its keys (type ${MALFORMED_LEDGER_ENTRY}).`,
    ],
    tone: 'bad',
  };
}
