import type { Command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { YES } from '../operator-options.ts';
import { lines } from '../output/result.ts';
import { breakerResult } from './breaker-status.ts';

export const breakerAcknowledge: Command = {
  description: [
    'Agrees to removals going on: closes the breaker and starts a new hour. It is noted who did. What was withheld meanwhile is removed by the next sweep, or at once by `rootguard enforce`.',
  ],
  options: [YES],
  examples: ['rootguard breaker acknowledge'],
  exitCodes: {
    ok: 'it is closed, or was before',
    declined: 'the confirmation was not given; it is open still',
  },
  onInterrupt: 'graceful',
  run: async (context, given) => {
    const { breaker, clock, place } = await context.ports();
    const before = await breaker.state(clock.now());
    if (before.type === 'closed') return breakerResult(before);
    const question = 'Let removals of older credentials go on? Type "go on":';
    if (!given(YES) && !(await confirm(context, question, 'go on'))) {
      context.say('Declined: the breaker is open still.');
      return { ...breakerResult(before), exit: 'declined' };
    }
    await breaker.acknowledge(place.caller.arn, clock.now());
    const closed = breakerResult(await breaker.state(clock.now()));
    return { ...closed, blocks: [lines(`Acknowledged by ${place.caller.arn}.`), ...closed.blocks] };
  },
};
