import { checkIds, type IdFinding } from '../../operations/check-exception-ids.ts';
import { type Block, lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { malformedBlocks, readAllExceptions } from '../../views/exceptions.ts';

export const exceptionsCheck = defineCommand({
  description: [
    'Reads every row of the exceptions table as the guardrail does and names each issue with its attribute.',
    'In active rows it compares each of `credentialIds` with the format of AWS ids of that kind, and with what the latest audits saw. A row with an id that can never match does not parse; an id that looks unlike its kind, or that no audit saw, is a warning.',
  ],
  options: {},
  examples: ['rootguard exceptions check'],
  exitCodes: {
    ok: 'every row is valid',
    failure: 'a row is invalid, also by an id that can never match, or the table could not be read',
  },
  run: async (context) => {
    const ports = await context.ports();
    const { exceptions, malformed } = await readAllExceptions(ports.exceptionWatch);
    const { findings, notCompared } = await checkIds(ports, exceptions);
    const rows = exceptions.length + malformed.length;
    return {
      exit: malformed.length === 0 ? 'ok' : 'failure',
      json: { rows, malformed, findings, comparedWithAudits: notCompared.length === 0 },
      blocks: [
        ...malformedBlocks(malformed),
        ...findingBlocks(findings),
        lines(...notCompared),
        lines(`${rows} rows, ${malformed.length} of them do not parse.`),
      ],
      csv: {
        columns: ['scope', 'id', 'issue', 'severity'],
        rows: [
          ...malformed.flatMap(({ scope, id, issues }) => issues.map((issue) => [scope, id, issue, 'error'])),
          ...findings.map(({ scope, id, finding, severity }) => [scope, id, finding, severity]),
        ],
      },
    };
  },
});

function findingBlocks(findings: readonly IdFinding[]): readonly Block[] {
  return findings.map(({ scope, id, severity, finding }) => ({
    type: 'lines',
    lines: [`${severity}: ${scope} ${id}: ${finding}`],
    tone: 'doubtful',
  }));
}
