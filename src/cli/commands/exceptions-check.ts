import type { Command } from '../command.ts';
import { malformedBlocks, readAllExceptions } from '../exceptions/exception-view.ts';
import { lines } from '../output/result.ts';

export const exceptionsCheck: Command = {
  description: [
    'Reads every row of the exceptions table as the guardrail does, and names each fault by its attribute.',
  ],
  options: [],
  examples: ['rootguard exceptions check'],
  exitCodes: { ok: 'every row parses', failure: 'a row does not parse, or the table could not be read' },
  run: async (context) => {
    const { exceptionWatch } = await context.ports();
    const { exceptions, malformed } = await readAllExceptions(exceptionWatch);
    const rows = exceptions.length + malformed.length;
    return {
      exit: malformed.length === 0 ? 'ok' : 'failure',
      json: { rows, malformed },
      blocks: [
        ...malformedBlocks(malformed),
        lines(`${rows} rows, ${malformed.length} of them do not parse.`),
      ],
      csv: {
        columns: ['scope', 'id', 'fault'],
        rows: malformed.flatMap(({ scope, id, faults }) => faults.map((fault) => [scope, id, fault])),
      },
    };
  },
};
