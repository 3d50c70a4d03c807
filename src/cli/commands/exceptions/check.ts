import { checkIds, type IdFinding } from '../../operations/check-exception-ids.ts';
import { type Block, lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { malformedBlocks, readAllExceptions } from '../../views/exceptions.ts';

export const exceptionsCheck = defineCommand({
  description: [
    'Reads every row of the exceptions table as the guardrail does, and names each fault by its attribute.',
    'Of the rows that hold, each of `credentialIds` is compared with the ids that AWS makes for its kind, and with what the latest audits saw. One that can match nothing is an error; one that looks unlike its kind, or was seen nowhere, is a warning, as it may be right.',
  ],
  options: {},
  examples: ['rootguard exceptions check'],
  exitCodes: {
    ok: 'every row parses, and no id of it is an error',
    failure: 'a row does not parse, an id can match nothing, or the table could not be read',
  },
  run: async (context) => {
    const ports = await context.ports();
    const { exceptions, malformed } = await readAllExceptions(ports.exceptionWatch);
    const { findings, notCompared } = await checkIds(ports, exceptions);
    const rows = exceptions.length + malformed.length;
    const errors = findings.filter(({ severity }) => severity === 'error');
    return {
      exit: malformed.length + errors.length === 0 ? 'ok' : 'failure',
      json: { rows, malformed, findings, comparedWithAudits: notCompared.length === 0 },
      blocks: [
        ...malformedBlocks(malformed),
        ...findingBlocks(findings),
        lines(...notCompared),
        lines(`${rows} rows, ${malformed.length} of them do not parse.`),
      ],
      csv: {
        columns: ['scope', 'id', 'fault', 'severity'],
        rows: [
          ...malformed.flatMap(({ scope, id, issues }) => issues.map((fault) => [scope, id, fault, 'error'])),
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
    tone: severity === 'error' ? 'bad' : 'doubtful',
  }));
}
