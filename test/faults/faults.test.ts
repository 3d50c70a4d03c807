import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenPolicy } from '../support/builders.ts';
import { MEMBERS } from '../support/guarded-world.ts';
import { faultyHistory, THROWING_CALLS } from './actions.ts';
import { applyFaultyHistory } from './apply-action.ts';
import { FaultyWorld } from './faulty-world.ts';
import { historiesInMemory } from './run-memory.ts';
import { breachesAfter, historiesOnSandbox } from './run-sandbox.ts';
import type { SandboxAction } from './sandbox-actions.ts';
import { soak } from './soak.ts';

/** The same histories on every run. `npm run test:faults` runs more histories, with other seeds. */
const SEED = 20_261_124;

describe('every promise holds after quiescence, whatever failed before', () => {
  it('holds in histories on the ports in memory, with two consumers interleaved on one account', async () => {
    await fc.assert(historiesInMemory({ accounts: 4, actions: 30 }), { seed: SEED, numRuns: 1_000 });
  });

  it('holds in histories of a large organization', async () => {
    await fc.assert(historiesInMemory({ accounts: 60, actions: 60 }), { seed: SEED, numRuns: 10 });
  });

  it('holds in histories on the deployed handlers, over HTTP', async () => {
    await fc.assert(historiesOnSandbox({ accounts: 3, actions: 20 }), { seed: SEED, numRuns: 4 });
  }, 60_000);

  it('holds in a history whose operator could not connect at first', async () => {
    const history: readonly SandboxAction[] = [
      { type: 'blackout', afterCalls: 0, calls: 4 },
      { type: 'root', account: 0, action: 'create-access-key' },
      { type: 'relock', account: 0 },
      {
        type: 'fault',
        call: 'sts:AssumeRoot',
        effect: { type: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' },
        times: 1,
      },
    ];
    expect(await breachesAfter(history, 4)).toEqual([]);
  }, 60_000);
});

describe('the faults of the histories', () => {
  it('only name calls that rootguard makes', async () => {
    const made = new Set<string>();
    for (const history of fc.sample(faultyHistory(MEMBERS, 40), { seed: SEED, numRuns: 300 })) {
      const policy = givenPolicy({ maxAccountsPerHour: 1_000, invitedGraceSeconds: 3_600 });
      const world = new FaultyWorld({ policy, members: MEMBERS, observeOnly: false });
      await applyFaultyHistory(world, history);
      // The graces of the history have ended by then.
      world.heal();
      world.memory.clock.advance(2 * 3_600);
      await world.watch();
      for (const { name } of world.memory.log.calls) made.add(name);
    }
    expect(THROWING_CALLS.filter((call) => !made.has(call))).toEqual([]);
  });
});

describe('triggers in bulk', () => {
  it('each end as audited, rejected, logged as irrelevant, or in the dead-letter queue with an unchanged body', async () => {
    const report = await soak({ triggers: 200 });
    expect(report).toMatchObject({
      lost: [],
      audited: 150,
      rejected: 20,
      irrelevant: 20,
      deadLetters: 10,
      keysLeft: 0,
    });
    expect(report.keysRemoved).toBeGreaterThan(0);
  }, 60_000);
});
