import type { BreakerState } from '../../../guardrail/ports/records.ts';
import { lines, type Result } from '../../output/result.ts';
import { formatTime } from '../../output/value.ts';
import { defineCommand } from '../../program/command.ts';

export const breakerStatus = defineCommand({
  description: [
    'Says whether the breaker is open: too many accounts lost credentials that were there before, within an hour, and further removals of that kind wait for an operator.',
  ],
  options: {},
  examples: ['rootguard breaker status'],
  exitCodes: { ok: 'it is closed', violations: 'it is open: removals wait' },
  run: async (context) => {
    const { breaker, clock } = await context.ports();
    return breakerResult(await breaker.state(clock.now()));
  },
});

export function breakerResult(state: BreakerState): Result {
  const since = state.type === 'open' ? state.since : undefined;
  const unreadable = state.type === 'open' ? state.unreadable : undefined;
  const accountsThisHour = state.type === 'closed' ? state.accountsThisHour : undefined;
  return {
    exit: state.type === 'open' ? 'violations' : 'ok',
    json: {
      state: state.type,
      since: since ?? null,
      accountsThisHour: accountsThisHour ?? null,
      unreadable: unreadable ?? null,
    },
    blocks: [
      since === undefined
        ? lines(
            `The breaker is closed. Accounts that lost older credentials within this hour: ${accountsThisHour}.`,
          )
        : lines(
            unreadable === undefined
              ? `The breaker has been open since ${formatTime(since)}: removals of older credentials wait.`
              : `The breaker is open, as its record cannot be read (${unreadable.join('; ')}): removals of older credentials wait. Acknowledging writes it anew.`,
            'Find out why so many accounts were about to lose credentials (rootguard history, rootguard audit).',
            'To let them go on: rootguard breaker acknowledge --reason TEXT',
          ),
    ],
    csv: { columns: ['state', 'since', 'accountsThisHour'], rows: [[state.type, since, accountsThisHour]] },
  };
}
