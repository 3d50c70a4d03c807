import { endOf, isActive } from '../../../domain/exception.ts';
import { parseDuration } from '../../options/duration.ts';
import { flag, optional } from '../../options/option.ts';
import { lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import {
  exceptionCsv,
  exceptionJson,
  exceptionTable,
  malformedBlocks,
  readAllExceptions,
} from '../../views/exceptions.ts';

const ALL = flag('--all', 'also those that expired or were revoked');
const EXPIRING = optional(
  '--expiring <duration>',
  'only those that end within it, such as 7d',
  parseDuration,
);

export const exceptionsList = defineCommand({
  description: [
    'Lists the approved exceptions, those that end first at the top. Rows that do not parse are always shown, with what comes of them until they are mended: deletions in their scope wait, or, where the scope is at fault, they approve and protect nothing.',
  ],
  options: { all: ALL, expiringSeconds: EXPIRING },
  examples: ['rootguard exceptions list', 'rootguard exceptions list --expiring 14d --output json'],
  run: async (context, args) => {
    const { exceptionWatch, clock } = await context.ports();
    const now = clock.now();
    const { exceptions, malformed } = await readAllExceptions(exceptionWatch);
    const within = args.expiringSeconds;
    const listed = exceptions.filter((exception) => {
      const end = endOf(exception);
      const endsInTime =
        within === undefined || (end !== undefined && end.getTime() <= now.getTime() + within * 1000);
      return endsInTime && (args.all || isActive(exception, now));
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
});
