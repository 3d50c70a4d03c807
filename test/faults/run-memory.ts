import fc from 'fast-check';
import { givenPolicy } from '../support/builders.ts';
import { faultyHistory, membersOf } from './actions.ts';
import { applyFaultyHistory } from './apply-action.ts';
import { FaultyWorld } from './faulty-world.ts';
import { breachesAfter } from './quiescence.ts';

export interface HistoriesSize {
  /** How many member accounts the organization has. */
  readonly accounts: number;
  /** Maximum number of actions in one history. */
  readonly actions: number;
}

/** Histories on the ports in memory: each is played until quiescence, and no promise may be broken. */
export function historiesInMemory({ accounts, actions }: HistoriesSize) {
  const members = membersOf(accounts);
  return fc.asyncProperty(
    faultyHistory(members, actions),
    fc.constantFrom(0, 0, 30, 90),
    fc.constantFrom(false, false, false, true),
    fc.constantFrom(1, 2, 1_000),
    async (history, readLagSeconds, observeOnly, maxAccountsPerHour) => {
      const world = new FaultyWorld({
        policy: givenPolicy({ maxAccountsPerHour }),
        members,
        observeOnly,
      });
      world.memory.organization.readLagSeconds = readLagSeconds;
      await applyFaultyHistory(world, history);
      const breaches = await breachesAfter(world);
      if (breaches.length > 0) throw new Error(breaches.join('\n'));
    },
  );
}
