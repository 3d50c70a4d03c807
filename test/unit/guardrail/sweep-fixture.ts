import type { MemberAccount } from '../../../src/domain/account.ts';
import type { SweepDependencies } from '../../../src/guardrail/sweep/dependencies.ts';
import { givenAccount, givenPolicy } from '../../support/builders.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';
import { NOW } from './guard-fixture.ts';

/** More than a run needs. */
export const AMPLE_TIME = () => 600_000;

/** Time for this many pages, then none. */
export function timeForPages(pages: number): () => number {
  let left = pages;
  return () => {
    left -= 1;
    return left >= 0 ? 600_000 : 0;
  };
}

export function givenMembers(count: number, organizationalUnits: readonly string[] = []): MemberAccount[] {
  return Array.from({ length: count }, (_, index) =>
    givenAccount({ id: String(300_000_000_000 + index), organizationalUnits }),
  );
}

/** The sweeper of an organization in memory, with so many members: 20 to a page. */
export function givenSweeper(members: number | readonly MemberAccount[] = 0) {
  const world = createMemoryWorld(NOW);
  for (const account of typeof members === 'number' ? givenMembers(members) : members) {
    world.organization.setAccount(account, []);
  }
  const deps: SweepDependencies = {
    ...world,
    initialPolicy: givenPolicy(),
    canEnforce: true,
    managementAccountId: world.organization.managementAccountId,
    exceptionWatch: world.exceptions,
  };
  return {
    ...world,
    deps,
    calls: () => world.log.calls.map(({ name }) => name),
    queued: () => world.sweepQueue.sent.map(({ account }) => account.id),
    notified: () => world.notifier.published.map(({ key }) => key),
    logged: () => world.telemetry.logged.map(({ event }) => event),
    progress: async () => {
      const stored = await world.sweepProgress.read();
      if (stored?.type === 'malformed') throw new Error('the memory holds no broken progress');
      return stored?.progress;
    },
  };
}

export type Sweeper = ReturnType<typeof givenSweeper>;
