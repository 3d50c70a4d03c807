import type { BreakerState } from '../../../guardrail/ports/breaker.ts';
import { lines, type Result } from '../../output/result.ts';
import { formatTime } from '../../output/value.ts';
import { defineCommand } from '../../program/command.ts';

export const breakerStatus = defineCommand({
  description: [
    'Shows whether the breaker is open: too many accounts lost older credentials within an hour, so further removals of older credentials wait until an operator acknowledges.',
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
              : `The breaker is open, as its record cannot be read (${unreadable.join('; ')}): removals of older credentials wait. Acknowledging replaces the record.`,
            'Find out why so many accounts would lose credentials (rootguard history, rootguard audit).',
            'To continue: rootguard breaker acknowledge --reason TEXT',
          ),
    ],
    csv: { columns: ['state', 'since', 'accountsThisHour'], rows: [[state.type, since, accountsThisHour]] },
  };
}
