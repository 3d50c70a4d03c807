import { type BundleVerification, verifyBundle } from '../../../guardrail/evidence/verify.ts';
import type { Exit } from '../../exit-codes.ts';
import { readLines } from '../../files/read-lines.ts';
import { digestOf } from '../../options/digest.ts';
import { argument } from '../../options/option.ts';
import { text } from '../../options/parsers.ts';
import { type Block, lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';

const FILE = argument('<file>', 'an evidence bundle', text);

/** The result of the verification. */
type Finding =
  | BundleVerification
  | { readonly type: 'other-digest'; readonly lines: number; readonly digest: string };

export const evidenceVerify = defineCommand({
  description: [
    'Checks an evidence bundle and names the first line that was changed, removed, inserted or reordered. It needs no access to AWS.',
    'With the digest it proves that the lines are complete, unchanged and in order. It does not prove that the ledger was correct or complete when the bundle was written, nor who wrote it. Without the digest it cannot detect a bundle whose chain was rewritten from end to end.',
  ],
  arguments: { file: FILE },
  options: { digest: digestOf('evidence write') },
  examples: ['rootguard evidence verify evidence-2026-q4.jsonl --digest 5f2c…'],
  exitCodes: { failure: 'the bundle was tampered with, or could not be checked' },
  async run(_context, args) {
    const file = args.file;
    const finding = compareDigest(await verifyBundle(readLines(file)), args.digest);
    const line = finding.type === 'tampered' ? finding.line : undefined;
    return {
      exit: exitOf(finding),
      json: { file, ...finding },
      blocks: [describe(file, finding, args.digest !== undefined)],
      csv: {
        columns: ['file', 'result', 'line', 'tampering', 'digest'],
        rows: [
          [
            file,
            finding.type,
            line,
            finding.type === 'tampered' ? finding.tampering : undefined,
            'digest' in finding ? finding.digest : undefined,
          ],
        ],
      },
    };
  },
});

function compareDigest(verification: BundleVerification, expected: string | undefined): Finding {
  if (verification.type !== 'intact' || expected === undefined || verification.digest === expected)
    return verification;
  return { ...verification, type: 'other-digest' };
}

function exitOf({ type }: Finding): Exit {
  if (type === 'intact') return 'ok';
  return type === 'not-a-bundle' ? 'usage' : 'failure';
}

function describe(file: string, finding: Finding, digestGiven: boolean): Block {
  switch (finding.type) {
    case 'intact':
      return lines(
        `${file}: intact, ${finding.lines} lines`,
        `digest: ${finding.digest}${digestGiven ? ' (as expected)' : ''}`,
        ...(digestGiven
          ? []
          : [
              'The chain alone proves only that nothing was changed without rewriting all that follows. Compare the digest with the one that was noted when the bundle was written.',
            ]),
      );
    case 'tampered':
      return bad(`${file}: line ${finding.line} was ${finding.tampering}: ${finding.detail}`);
    case 'other-digest':
      return bad(`${file}: its chain is intact, but it is another bundle: its digest is ${finding.digest}`);
    case 'not-a-bundle':
      return bad(`${file}: not an evidence bundle: ${finding.detail}`);
  }
}

function bad(line: string): Block {
  return { type: 'lines', lines: [line], tone: 'bad' };
}
