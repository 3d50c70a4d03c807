import type { ChainedLine } from '../../guardrail/evidence/chain.ts';
import { writeState } from '../../guardrail/evidence/state-file.ts';
import { STATE_TABLES } from '../../guardrail/ports/state-tables.ts';
import { refuseToOverwrite, refuseUnwritable, writeFilePieces } from '../files/write-file.ts';
import { parseSince, resolveSince } from '../options/duration.ts';
import { optional, required } from '../options/option.ts';
import { text } from '../options/parsers.ts';
import { lines } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { needsPolicy } from '../program/managed-policies.ts';
import { type Progress, startProgress } from '../terminal/progress.ts';
import { describeCounts } from '../views/state.ts';

const OUT = required('--out <file>', 'file to write; it must not exist', text);
const SINCE = optional(
  '--since <when>',
  'of the ledger, only entries from then on: a duration such as 90d, or a time; default: all',
  parseSince,
);

export const exportCommand = defineCommand({
  description: [
    'Writes every exception, every entry of the ledger and the settings to one file, for `rootguard import` in another home account. Items are written as DynamoDB stores them, also those that rootguard cannot read. Nothing is changed.',
    'Each line contains the SHA-256 of the line before, as in a bundle of `rootguard evidence`. It prints a digest of the whole file: store it separately, and give it to `rootguard import --digest`.',
    `${needsPolicy('auditor')} Only the owner can read the file.`,
  ],
  options: { file: OUT, since: SINCE },
  examples: [
    'rootguard export --out state.jsonl --profile home',
    'rootguard export --since 2d --out state-rest.jsonl --profile home',
  ],
  async run(context, args) {
    const { file } = args;
    await refuseToOverwrite(file);
    await refuseUnwritable(file);
    const ports = await context.ports();
    const { createStatePorts } = await import('../../runtime/operator/state-ports.ts');
    const { stateReader } = createStatePorts(ports);
    const createdAt = ports.clock.now();
    const since = args.since && resolveSince(args.since, createdAt);
    const { organizationId, homeAccountId, caller } = ports.target;
    const header = { organizationId, homeAccountId, createdAt, createdBy: caller.arn };
    const progress = await startProgress(context.terminal, ports.clock, 'items');
    const { items, digest } = await writeCounted(file, writeState(header, stateReader, since), progress);
    return {
      exit: 'ok',
      json: { file, organizationId, homeAccountId, since: since ?? null, items, digest },
      blocks: [
        lines(
          `${file}: ${describeCounts(items)} of home account ${homeAccountId}`,
          `digest: ${digest}`,
          `Next: rootguard import ${file} --digest ${digest} --dry-run, with credentials of the new home account.`,
        ),
      ],
      csv: {
        columns: ['file', ...STATE_TABLES, 'digest'],
        rows: [[file, ...STATE_TABLES.map((name) => items[name]), digest]],
      },
    };
  },
});

/** The digest of the file is the hash of its last line, as each hash includes the one before. */
async function writeCounted(file: string, bundle: AsyncIterable<ChainedLine>, progress: Progress) {
  const items = { exceptions: 0, ledger: 0, settings: 0 };
  let digest = '';
  async function* counted() {
    for await (const { type, text: line, hash } of bundle) {
      const table = STATE_TABLES.find((name) => name === type);
      if (table !== undefined) {
        items[table] += 1;
        progress.step();
      }
      digest = hash;
      yield `${line}\n`;
    }
  }
  try {
    await writeFilePieces(file, counted());
  } finally {
    progress.stop();
  }
  return { items, digest };
}
