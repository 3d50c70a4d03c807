import { acknowledgeBreaker } from '../../../guardrail/operate/acknowledge-breaker.ts';
import { operatorOf, REASON, TICKET, YES } from '../../options/operator.ts';
import { lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { confirm } from '../../terminal/confirm.ts';
import { breakerResult } from './status.ts';

export const breakerAcknowledge = defineCommand({
  description: [
    'Records in the ledger who acknowledged the breaker and why, then closes it and starts a new hour. It does not close a breaker that has opened again since it was shown. Withheld credentials are removed by the next sweep, or at once by `rootguard enforce`.',
  ],
  options: { reason: REASON, ticket: TICKET, yes: YES },
  examples: ['rootguard breaker acknowledge --reason "migration of the old accounts" --ticket SEC-7'],
  exitCodes: {
    ok: 'it is closed',
    violations: 'it has opened again and is open',
    declined: 'the confirmation was not given; it stays open',
  },
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const { breaker, clock } = ports;
    const before = await breaker.state(clock.now());
    if (before.type === 'closed') return breakerResult(before);
    const question = 'Let removals of older credentials go on? Type "go on":';
    if (!args.yes && !(await confirm(context, question, 'go on'))) {
      context.say('Declined: the breaker stays open.');
      return { ...breakerResult(before), exit: 'declined' };
    }
    const operator = operatorOf(ports, args);
    const outcome = await acknowledgeBreaker(ports, { openSince: before.since, operator });
    if (outcome.type === 'opened-again') {
      context.say('The breaker has opened again since; it needs another acknowledgement.');
      return breakerResult(outcome.state);
    }
    // Another operator has acknowledged it; their entry is in the ledger.
    if (outcome.type === 'already-closed') return breakerResult(outcome.state);
    const closed = breakerResult(await breaker.state(clock.now()));
    return { ...closed, blocks: [lines(`Acknowledged by ${operator.by}.`), ...closed.blocks] };
  },
});
