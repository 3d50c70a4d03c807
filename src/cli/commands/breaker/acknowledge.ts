import { acknowledgeBreaker } from '../../../guardrail/operate/acknowledge-breaker.ts';
import { operatorOf, REASON, TICKET, YES } from '../../options/operator.ts';
import { lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { confirm } from '../../terminal/confirm.ts';
import { breakerResult } from './status.ts';

export const breakerAcknowledge = defineCommand({
  description: [
    'Agrees to removals going on: writes into the ledger who agreed and why, then closes the breaker and starts a new hour. It is closed for what it was opened for when you looked, and not if it was opened again since. What was withheld meanwhile is removed by the next sweep, or at once by `rootguard enforce`.',
  ],
  options: { reason: REASON, ticket: TICKET, yes: YES },
  examples: ['rootguard breaker acknowledge --reason "clean-up of the old accounts" --ticket SEC-7'],
  exitCodes: {
    ok: 'it is closed, or was before',
    violations: 'it was opened again meanwhile, and is open',
    declined: 'the confirmation was not given; it is open still',
  },
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const { breaker, clock } = ports;
    const before = await breaker.state(clock.now());
    if (before.type === 'closed') return breakerResult(before);
    const question = 'Let removals of older credentials go on? Type "go on":';
    if (!args.yes && !(await confirm(context, question, 'go on'))) {
      context.say('Declined: the breaker is open still.');
      return { ...breakerResult(before), exit: 'declined' };
    }
    const operator = operatorOf(ports, args);
    const outcome = await acknowledgeBreaker(ports, { openSince: before.since, operator });
    if (outcome.type === 'opened-again') {
      context.say('The breaker was opened again meanwhile: that is another decision.');
      return breakerResult(outcome.state);
    }
    // Somebody else was faster: their entry stands in the ledger.
    if (outcome.type === 'already-closed') return breakerResult(outcome.state);
    const closed = breakerResult(await breaker.state(clock.now()));
    return { ...closed, blocks: [lines(`Acknowledged by ${operator.by}.`), ...closed.blocks] };
  },
});
