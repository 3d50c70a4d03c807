import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import { policyFacts } from '../../src/domain/settings.ts';
import type { SweepDependencies } from '../../src/guardrail/sweep/dependencies.ts';
import { watch } from '../../src/guardrail/sweep/watch.ts';
import { givenPolicy } from '../support/builders.ts';
import { GuardedWorld, sweepMessage, VICTIM } from '../support/guarded-world.ts';
import { RUNS } from './runs.ts';

const MAX_DELIVERIES = 10;

/** Whatever somebody does to the settings so that nothing is to be removed in the account. */
const STOPS = [
  givenItem(givenPolicy({ mode: 'observe' })),
  givenItem(givenPolicy({ accountModes: { [VICTIM]: 'observe' } })),
  { version: 2, mode: 'enforce' },
  { ...givenItem(givenPolicy()), mode: 'observed' },
];

function givenItem(policy: ReturnType<typeof givenPolicy>) {
  return { version: 2, ...policyFacts(policy) };
}

/** A world whose settings say `enforce`, in which every kind of credential is old enough to be removed by a sweep too. */
function givenWorld(): GuardedWorld {
  const world = new GuardedWorld();
  world.memory.settings.put(givenPolicy({ maxAccountsPerHour: 1_000 }));
  for (const kind of CREDENTIAL_KINDS) world.createCredential(VICTIM, kind);
  world.memory.clock.advance(3_600);
  return world;
}

async function guard(world: GuardedWorld, bySweep: boolean): Promise<void> {
  if (bySweep) await world.sweep();
  else await world.work(world.eventAbout(VICTIM, undefined));
}

describe('12. settings that say so stop removals', () => {
  test('between any two calls of a run: at most one kind is deleted whose mode had been read already', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(45), fc.constantFrom(...STOPS), fc.boolean(), async (call, item, bySweep) => {
        const world = givenWorld();
        const { memory } = world;
        let left = call;
        let removedBefore = 0;
        memory.log.onCall = () => {
          left -= 1;
          if (left !== -1) return;
          removedBefore = world.removals.length;
          memory.settings.putItem(item);
        };
        await guard(world, bySweep);
        const after = left < 0 ? world.removals.slice(removedBefore) : [];
        expect(new Set(after.map(({ credential }) => credential.kind)).size).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  test('before the enforcement has started: nothing is deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.constantFrom(...STOPS), fc.boolean(), async (call, item, bySweep) => {
        const world = givenWorld();
        const { memory } = world;
        let left = call;
        let isInTime = false;
        let hasStarted = false;
        memory.log.onCall = ({ name }) => {
          if (name === 'posture.startEnforcement') hasStarted = true;
          left -= 1;
          if (left !== -1) return;
          isInTime = !hasStarted;
          memory.settings.putItem(item);
        };
        await guard(world, bySweep);
        if (isInTime) expect(world.removals).toEqual([]);
      }),
      RUNS,
    );
  });

  test('however often reading them fails meanwhile', async () => {
    const failures = fc.array(fc.nat(12), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(failures, fc.constantFrom(...STOPS), fc.boolean(), async (failing, item, bySweep) => {
        const world = givenWorld();
        const { memory } = world;
        memory.settings.putItem(item);
        let reads = 0;
        memory.log.onCall = ({ name }) => {
          if (name !== 'settings.read') return;
          if (failing.includes(reads)) memory.log.fail({ call: 'dynamodb:GetItem' });
          reads += 1;
        };
        await guard(world, bySweep);
        world.heal();
        // As often as the queue delivers it: with settings that do not parse, the message does not end.
        for (let deliveries = 0; deliveries < MAX_DELIVERIES; deliveries += 1) {
          memory.clock.advance(61);
          await world.deliver(0);
        }
        expect(world.removals).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('2. settings that say so remove what is unapproved', () => {
  test('after an event, once somebody has corrected what did not parse for a part of its audit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(45), fc.nat(45), async (broken, corrected) => {
        const world = givenWorld();
        const { memory } = world;
        const { item } = memory.settings;
        let calls = 0;
        memory.log.onCall = () => {
          if (calls === broken) memory.settings.putItem({ ...item, mode: 'enforced' });
          if (calls === broken + corrected) memory.settings.putItem(item);
          calls += 1;
        };
        await guard(world, false);
        world.heal();
        memory.settings.putItem(item);
        await world.drain();
        expect(world.credentials(VICTIM)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('once they can be read, whatever the deployment began with', async () => {
    const failures = fc.array(fc.nat(12), { maxLength: 6 });
    const initial = fc.constantFrom('observe', 'enforce');
    await fc.assert(
      fc.asyncProperty(failures, initial, fc.boolean(), async (failing, mode, bySweep) => {
        const world = givenWorld();
        const { memory } = world;
        world.deps = { ...world.deps, initialPolicy: givenPolicy({ mode }) };
        let reads = 0;
        memory.log.onCall = ({ name }) => {
          if (name !== 'settings.read') return;
          if (failing.includes(reads)) memory.log.fail({ call: 'dynamodb:GetItem' });
          reads += 1;
        };
        await guard(world, bySweep);
        world.heal();
        memory.log.clearFailures();
        await world.drain();
        expect(world.credentials(VICTIM)).toEqual([]);
      }),
      RUNS,
    );
  });
});

const OBSERVING = givenPolicy({ mode: 'observe' });
const ENFORCING = givenPolicy({ maxAccountsPerHour: 1_000 });

type Deployment = Pick<SweepDependencies, 'canEnforce' | 'initialPolicy'>;

type Item = ReturnType<typeof givenItem>;

/** What permits the removal of what was withheld before, and no event says so. */
const PERMITS: readonly { before: Deployment; item?: Item; after: Deployment; edited?: Item }[] = [
  {
    before: { canEnforce: false, initialPolicy: ENFORCING },
    after: { canEnforce: true, initialPolicy: ENFORCING },
  },
  {
    before: { canEnforce: false, initialPolicy: OBSERVING },
    item: givenItem(ENFORCING),
    after: { canEnforce: true, initialPolicy: OBSERVING },
  },
  {
    before: { canEnforce: true, initialPolicy: OBSERVING },
    after: { canEnforce: true, initialPolicy: ENFORCING },
  },
  {
    before: { canEnforce: true, initialPolicy: OBSERVING },
    item: givenItem(OBSERVING),
    after: { canEnforce: true, initialPolicy: OBSERVING },
    edited: givenItem(ENFORCING),
  },
];

describe('2. what is permitted while no event says so is removed without the next sweep of the schedule', () => {
  const watches = fc.array(
    fc.record({
      crashAt: fc.option(fc.nat(30), { nil: undefined }),
      failingReads: fc.nat(2),
    }),
    { maxLength: 4 },
  );

  test('wherever watches crash, and although nobody can be notified', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PERMITS), watches, async (permit, runs) => {
        const world = givenWorld();
        const { memory } = world;
        const deploy = ({ canEnforce, initialPolicy }: Deployment) => {
          world.deps = { ...world.deps, initialPolicy, remover: canEnforce ? memory.remover : undefined };
          return { ...world.deps, ...memory, initialPolicy, canEnforce, exceptionWatch: memory.exceptions };
        };
        const before = deploy(permit.before);
        memory.settings.putItem(permit.item);
        await watch(before, () => Number.POSITIVE_INFINITY);
        await world.sweep();
        expect(world.removals).toEqual([]);

        const after = deploy(permit.after);
        if (permit.edited) memory.settings.putItem(permit.edited);
        for (const { crashAt, failingReads } of [...runs, ...FINAL_RUNS]) {
          memory.clock.advance(300);
          for (let read = 0; read < failingReads; read += 1) {
            memory.log.fail({ call: 'dynamodb:GetItem', failure: { reason: 'throttled' } });
          }
          let calls = 0;
          memory.log.onCall = ({ name }) => {
            if (name === 'notifier.publish' || calls === crashAt) throw new Error('fails');
            calls += 1;
          };
          await watch(after, () => Number.POSITIVE_INFINITY).catch(() => undefined);
          world.heal();
          memory.log.clearFailures();
        }
        for (const item of memory.sweepQueue.sent) await world.work(sweepMessage(item));
        await world.drain();
        expect(world.credentials(VICTIM)).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** The second of them starts the sweep where the first has to finish another one. */
const FINAL_RUNS = [
  { crashAt: undefined, failingReads: 0 },
  { crashAt: undefined, failingReads: 0 },
];
