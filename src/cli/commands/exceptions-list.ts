import { endOf, isActive } from '../../domain/exception.ts';
import type { Command } from '../command.ts';
import { parseDuration } from '../duration.ts';
import {
  exceptionCsv,
  exceptionJson,
  exceptionTable,
  malformedBlocks,
  readAllExceptions,
} from '../exceptions/exception-view.ts';
import { flag, optional } from '../option.ts';
import { lines } from '../output/result.ts';

const ALL = flag('--all', 'also those that expired or were revoked');
const EXPIRING = optional(
  '--expiring <duration>',
  'only those that end within it, such as 7d',
  parseDuration,
);

export const exceptionsList: Command = {
  description: [
    'Lists the approved exceptions, those that end first at the top. Rows that do not parse are always shown, with what comes of them until they are mended: deletions in their scope wait, or, where the scope is at fault, they approve and protect nothing.',
  ],
  options: [ALL, EXPIRING],
  examples: ['rootguard exceptions list', 'rootguard exceptions list --expiring 14d --output json'],
  run: async (context, given) => {
    const { exceptionWatch, clock } = await context.ports();
    const now = clock.now();
    const { exceptions, malformed } = await readAllExceptions(exceptionWatch);
    const within = given(EXPIRING);
    const listed = exceptions.filter((exception) => {
      const end = endOf(exception);
      const endsInTime =
        within === undefined || (end !== undefined && end.getTime() <= now.getTime() + within * 1000);
      return endsInTime && (given(ALL) || isActive(exception, now));
    });
    return {
      exit: 'ok',
      json: { exceptions: listed.map((one) => exceptionJson(one, now)), malformed },
      blocks: [
        listed.length === 0 ? lines('No exceptions.') : exceptionTable(listed, now),
        ...malformedBlocks(malformed),
      ],
      csv: exceptionCsv(listed, now),
    };
  },
};
