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

const ALL = flag('--all', 'include expired and revoked exceptions');
const EXPIRING = optional(
  '--expiring <duration>',
  'only exceptions that expire within this time, such as 7d',
  parseDuration,
);

export const exceptionsList = defineCommand({
  description: [
    'Lists the active exceptions, the first to expire at the top. Invalid rows are always shown, with their effect until they are corrected: deletions in their scope are withheld or, if the scope itself is invalid, they approve nothing.',
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
