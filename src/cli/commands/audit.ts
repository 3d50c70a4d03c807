import type { Command } from '../command.ts';
import { lines } from '../output/result.ts';

export const audit: Command = {
  description: ['Looks at the root credentials of every account, and changes nothing.'],
  options: [],
  examples: ['rootguard audit'],
  run: async (context) => {
    const { place } = await context.ports();
    return {
      exit: 'ok',
      json: place,
      blocks: [lines(place.caller.arn)],
      csv: { columns: ['arn'], rows: [[place.caller.arn]] },
    };
  },
};
