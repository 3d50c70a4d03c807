import type { AccountId } from '../../../src/domain/account.ts';
import { isFarAhead } from '../../../src/domain/clock-difference.ts';
import type { Breaker, BreakerState } from '../../../src/guardrail/ports/breaker.ts';
import type { CallLog } from './call-log.ts';

const HOUR_MS = 60 * 60 * 1000;

const FAR_AHEAD = 'windowStartedAt: must not be more than an hour in the future';

export function createMemoryBreaker(log: CallLog): Breaker {
  let openSince: Date | undefined;
  let startedAt: Date | undefined;
  let counted = new Set<AccountId>();

  const state = (now: Date): BreakerState => {
    if (openSince) return { type: 'open', since: openSince };
    if (startedAt && isFarAhead(startedAt, now))
      return { type: 'open', since: startedAt, unreadable: [FAR_AHEAD] };
    if (startedAt === undefined || now.getTime() - startedAt.getTime() >= HOUR_MS) {
      startedAt = undefined;
      counted = new Set();
    }
    return { type: 'closed', accountsThisHour: counted.size };
  };

  return {
    async state(now) {
      await log.enter('breaker.state');
      return state(now);
    },
    async permit(account, maxAccountsPerHour, now) {
      await log.enter('breaker.permit', account);
      if (state(now).type === 'closed' && !counted.has(account)) {
        if (counted.size >= maxAccountsPerHour) openSince = now;
        else {
          startedAt ??= now;
          counted.add(account);
        }
      }
      return state(now);
    },
    async wouldPermit(account, maxAccountsPerHour, now) {
      await log.enter('breaker.wouldPermit', account);
      const current = state(now);
      if (current.type === 'open' || counted.has(account)) return current;
      return counted.size >= maxAccountsPerHour
        ? { type: 'open', since: now }
        : { type: 'closed', accountsThisHour: counted.size + 1 };
    },
    async acknowledge(opening, _by, now) {
      await log.enter('breaker.acknowledge');
      const current = state(now);
      if (current.type !== 'open' || current.since.getTime() !== opening.getTime()) return current;
      openSince = undefined;
      startedAt = undefined;
      counted = new Set();
      return state(now);
    },
  };
}
